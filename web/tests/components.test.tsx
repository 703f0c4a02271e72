// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { addDays } from "@/lib/civil";
import { receive } from "@/lib/hold-clock";
import { activate, LanguageProvider } from "@/lib/i18n";
import { nightTable } from "@/lib/stay";
import { HoldBar, useSecondsLeft } from "@/ui/hold-bar";
import { MonthGrid } from "@/ui/month-grid";
import { SlotGrid } from "@/ui/slot-grid";

beforeAll(() => activate("en"));
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const TODAY = "2026-11-23";
const TABLE = nightTable(
  Array.from({ length: 60 }, (_, step) => ({
    date: addDays(TODAY, step),
    available: step !== 4,
    canArrive: step !== 4,
    canDepart: true,
    minNights: 1,
    maxNights: null,
    price: 28_000,
  })),
);

function Calendar({ onChoose }: { onChoose: (date: string) => void }) {
  const [month, setMonth] = useState("2026-11-01");
  return (
    <LanguageProvider>
      <MonthGrid
        month={month}
        today={TODAY}
        nights={TABLE}
        chosen={{}}
        onMonth={setMonth}
        onChoose={onChoose}
      />
    </LanguageProvider>
  );
}

describe("the date grid by keyboard", () => {
  const focused = () => document.activeElement?.getAttribute("data-date");

  it("walks days, weeks and months and turns the page by itself", async () => {
    const chosen = vi.fn();
    render(<Calendar onChoose={chosen} />);
    const user = userEvent.setup();
    screen.getByRole("button", { name: /Monday 23 November/ }).focus();

    await user.keyboard("{ArrowRight}");
    expect(focused()).toBe("2026-11-24");
    await user.keyboard("{ArrowDown}");
    expect(focused()).toBe("2026-12-01");
    expect(screen.getByRole("heading").textContent).toBe("December 2026");
    await user.keyboard("{End}{PageDown}");
    expect(focused()).toBe("2027-01-06");
    await user.keyboard("{Shift>}{PageUp}{/Shift}");
    expect(focused()).toBe("2027-01-06");
    await user.keyboard("{PageUp}{Home}{Enter}");
    expect(chosen).toHaveBeenCalledExactlyOnceWith("2026-11-30");
  });

  it("has one tab stop and says why a day cannot be chosen", () => {
    render(<Calendar onChoose={vi.fn()} />);
    const days = screen.getAllByRole("button", { name: /November/ });
    const taken = screen.getByRole("button", { name: /Friday 27 November/ });

    expect(days.filter((day) => day.tabIndex === 0)).toHaveLength(1);
    expect(taken.getAttribute("aria-disabled")).toBe("true");
    expect(taken.getAttribute("aria-label")).toContain("This night is taken");
  });
});

describe("the times of a day", () => {
  const slot = (hour: number, available: boolean, utcOffset = "+05:00") => ({
    start: `2026-11-23T${hour}:00:00${utcOffset}`,
    startLocal: `2026-11-23T${hour}:00`,
    endLocal: `2026-11-23T${hour + 1}:00`,
    utcOffset,
    available,
    price: 9_000,
    currency: "KZT",
  });

  it("are radios; a taken one stays and cannot be chosen", async () => {
    const chosen = vi.fn();
    render(
      <LanguageProvider>
        <SlotGrid
          label="Times"
          slots={[slot(14, true), slot(15, false), slot(16, true)]}
          onChoose={chosen}
        />
      </LanguageProvider>,
    );
    const radios = screen.getAllByRole("radio");

    await userEvent.click(screen.getByText("16:00"));
    expect(radios[2]).toHaveProperty("checked", true);
    await vi.waitFor(() => expect(chosen).toHaveBeenCalledOnce());
    expect(radios).toHaveLength(3);
    expect(radios[1]).toHaveProperty("disabled", true);
  });

  it("offers the repeated hour twice, each with its offset", () => {
    render(
      <LanguageProvider>
        <SlotGrid
          label="Times"
          slots={[slot(10, true, "-04:00"), slot(10, true, "-05:00")]}
          onChoose={vi.fn()}
        />
      </LanguageProvider>,
    );
    expect(screen.getByText("10:00 (-04:00)")).toBeDefined();
    expect(screen.getByText("10:00 (-05:00)")).toBeDefined();
  });
});

function Held({ onExtend }: { onExtend: () => void }) {
  const [moment] = useState(() =>
    receive({ serverNow: "2026-11-21T09:00:00Z", expiresAt: "2026-11-21T09:02:05Z" }),
  );
  const left = useSecondsLeft(moment) ?? 0;
  return (
    <LanguageProvider>
      <HoldBar secondsLeft={left} total={600} extensionsLeft={3} onExtend={onExtend} />
    </LanguageProvider>
  );
}

describe("the hold bar", () => {
  it("counts, announces politely, offers more time in the last minute, then says it is over", () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "performance", "Date"] });
    const extend = vi.fn();
    render(<Held onExtend={extend} />);
    const pass = (seconds: number) => act(() => vi.advanceTimersByTime(seconds * 1000));

    expect(screen.getByRole("timer").textContent).toBe("2:05");
    expect(screen.queryByRole("button")).toBeNull();
    pass(6);
    expect(screen.getByRole("status").textContent).toBe("Held for 2 more minutes");
    pass(60);
    fireEvent.click(screen.getByRole("button", { name: "+2 min" }));
    expect(extend).toHaveBeenCalledOnce();
    pass(60);
    expect(screen.getByText("No longer held")).toBeDefined();
    expect(screen.getByRole("timer").textContent).toBe("0:00");
  });
});
