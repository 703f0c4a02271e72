import { useState } from "react";
import { addDays } from "@/lib/civil";
import { receive } from "@/lib/hold-clock";
import { ApiProblem, ConnectionError } from "@/lib/problem";
import { afterTap } from "@/lib/stay";
import { showToast } from "@/lib/toast";
import { Button, Chip, IconButton } from "@/ui/button";
import { Dialog, Sheet } from "@/ui/dialog";
import { Choice, Field, PhoneField, Stepper } from "@/ui/field";
import { HoldBar, useSecondsLeft } from "@/ui/hold-bar";
import { MonthGrid } from "@/ui/month-grid";
import { PlanCover } from "@/ui/plan-cover";
import { PLANS } from "@/ui/plans";
import { PolicyLine, PriceBreakdown } from "@/ui/price";
import { QrCard } from "@/ui/qr-card";
import { NightRibbon, Ribbon, RibbonLegend } from "@/ui/ribbon";
import { SchematicMap } from "@/ui/schematic-map";
import { DayStrip, SlotGrid } from "@/ui/slot-grid";
import { EmptyState, ErrorState, Notice, Skeleton, StatusTag } from "@/ui/states";
import { WeekGrid } from "@/ui/week-grid";
import { Cards } from "./cards";
import { FIRST_DAY, PINS, PRICE_LINES, STATUSES, TABLE, WEEK } from "./fixtures";
import { Section } from "./section";

/** Every component and state on one page: for eyes, screenshots and axe. Development only. */
export function StatesPage() {
  return (
    <div className="page stack" style={{ gap: 36 }}>
      <h1>Components and states</h1>
      <Controls />
      <Time />
      <Money />
      <Places />
      <Cards />
      <Outcomes />
    </div>
  );
}

function Controls() {
  const [count, setCount] = useState(2);
  const [pressed, setPressed] = useState(true);
  const [choice, setChoice] = useState("a");
  const [open, setOpen] = useState<"dialog" | "sheet">();
  return (
    <Section title="Controls">
      <div className="row">
        <Button>Primary</Button>
        <Button look="secondary">Secondary</Button>
        <Button look="quiet">Quiet</Button>
        <Button look="danger">Danger</Button>
        <Button disabled>Disabled</Button>
        <Button busy>Busy</Button>
        <IconButton label="Icon" outlined>
          <span aria-hidden="true">★</span>
        </IconButton>
        <Chip pressed={pressed} onClick={() => setPressed(!pressed)}>
          Chip
        </Chip>
        <Chip pressed={false}>Chip</Chip>
      </div>
      <Field label="Name" aside="optional" hint="A hint" />
      <Field label="Wrong" defaultValue="x" error="What is wrong and what to do" />
      <PhoneField label="Phone" />
      <Stepper label="Guests" value={count} least={1} most={4} onChange={setCount} />
      <Choice
        name="c"
        value="a"
        checked={choice === "a"}
        onChange={() => setChoice("a")}
        aside="aside"
      >
        First
      </Choice>
      <Choice name="c" value="b" checked={choice === "b"} onChange={() => setChoice("b")}>
        Second
      </Choice>
      <div className="row">
        <Button look="secondary" onClick={() => setOpen("dialog")}>
          Dialog
        </Button>
        <Button look="secondary" onClick={() => setOpen("sheet")}>
          Sheet
        </Button>
        <Button look="secondary" onClick={() => showToast("Бронь перенесена")}>
          Toast
        </Button>
      </div>
      <Dialog title="Dialog" open={open === "dialog"} onClose={() => setOpen(undefined)}>
        <p>Text</p>
      </Dialog>
      <Sheet title="Sheet" open={open === "sheet"} onClose={() => setOpen(undefined)}>
        <p>Text</p>
      </Sheet>
    </Section>
  );
}

function Countdown({ seconds }: { seconds: number }) {
  const [moment] = useState(() => {
    const now = Date.now();
    const iso = (ms: number) => new Date(ms).toISOString();
    return receive({ serverNow: iso(now), expiresAt: iso(now + seconds * 1000) });
  });
  const left = useSecondsLeft(moment) ?? 0;
  return <HoldBar secondsLeft={left} total={600} extensionsLeft={3} onExtend={() => undefined} />;
}

function Time() {
  const [month, setMonth] = useState(FIRST_DAY);
  const [stay, setStay] = useState<{ arrival?: string; departure?: string }>({
    arrival: addDays(FIRST_DAY, 2),
    departure: addDays(FIRST_DAY, 5),
  });
  const [start, setStart] = useState(WEEK[0]?.slots[2]?.start);
  const [day, setDay] = useState(FIRST_DAY);
  const slots = WEEK.find(({ date }) => date === day)?.slots ?? [];
  const chosen = WEEK.flatMap((one) => one.slots).find((slot) => slot.start === start);
  return (
    <Section title="Time">
      <Countdown seconds={468} />
      <Countdown seconds={50} />
      <Countdown seconds={0} />
      <Ribbon
        from={480}
        to={1440}
        stretches={[
          { start: 480, end: 600 },
          { start: 660, end: 840 },
          { start: 960, end: 1020, kind: "peak" },
          { start: 1020, end: 1080, kind: "mine" },
        ]}
      />
      <NightRibbon
        from={FIRST_DAY}
        nights="00110000100000"
        chosen={{ arrival: addDays(FIRST_DAY, 4), departure: addDays(FIRST_DAY, 6) }}
      />
      <RibbonLegend />
      <DayStrip days={WEEK} chosen={day} onChoose={setDay} />
      <SlotGrid
        label="Times"
        slots={slots}
        chosen={start}
        onChoose={(slot) => setStart(slot.start)}
      />
      <WeekGrid
        label="Week"
        days={WEEK}
        today={FIRST_DAY}
        chosen={chosen}
        onChoose={(slot) => setStart(slot.start)}
      />
      <MonthGrid
        month={month}
        months={2}
        today={FIRST_DAY}
        nights={TABLE}
        chosen={stay}
        onMonth={setMonth}
        onChoose={(date) => {
          const next = afterTap(TABLE, stay, date);
          if (!("refusal" in next)) setStay(next);
        }}
      />
    </Section>
  );
}

function Money() {
  return (
    <Section title="Money">
      <PriceBreakdown
        lines={PRICE_LINES}
        total={22800}
        currency="KZT"
        dueNow={6840}
        dueOnSite={15960}
      />
      <PolicyLine policy={{ code: "flexible" }} />
      <PolicyLine policy={{ code: "custom", summary: "Отмена бесплатно до сб, 21 нояб., 15:00" }} />
      <QrCard text="SB7K2M9QX" label="QR" />
    </Section>
  );
}

function Places() {
  const [active, setActive] = useState("a");
  return (
    <Section title="Places">
      <div className="row">
        {Object.keys(PLANS).map((code) => (
          <div key={code} style={{ inlineSize: 160, blockSize: 102 }}>
            <PlanCover vertical={code} />
          </div>
        ))}
      </div>
      <div style={{ blockSize: 420 }}>
        <SchematicMap pins={PINS} active={active} onPick={setActive} />
      </div>
    </Section>
  );
}

function Outcomes() {
  return (
    <Section title="Outcomes">
      <div className="row">
        {STATUSES.map((status) => (
          <StatusTag key={status} status={status} />
        ))}
      </div>
      <Notice tone="warn">Это время только что заняли. Деньги не списаны</Notice>
      <Notice tone="bad">Банк отклонил карту. Бронь держим ещё 8 минут</Notice>
      <Notice tone="sun">Время закреплено за вами</Notice>
      <Notice tone="plain">Вернём 12 000 ₸ туда, откуда вы платили</Notice>
      <EmptyState title="Ничего не нашлось" text="Попробуйте смягчить условия.">
        <Button look="secondary">Любой день</Button>
      </EmptyState>
      <ErrorState error={new ConnectionError()} onRetry={() => undefined} />
      <ErrorState
        error={new ApiProblem({ type: "x", title: "x", status: 500, requestId: "req_7K2M9" })}
        onRetry={() => undefined}
      />
      <Skeleton height={120} />
    </Section>
  );
}
