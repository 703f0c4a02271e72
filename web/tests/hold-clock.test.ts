import { describe, expect, it } from "vitest";
import {
  type Clocks,
  clockFace,
  minuteToAnnounce,
  receive,
  restored,
  secondsLeft,
} from "@/lib/hold-clock";

class Device implements Clocks {
  private ticked = 1_000;
  private clock = Date.parse("2026-11-21T09:00:00Z");

  monotonic = () => this.ticked;
  wall = () => this.clock;

  pass(seconds: number): void {
    this.ticked += seconds * 1000;
    this.clock += seconds * 1000;
  }

  sleep(seconds: number): void {
    this.clock += seconds * 1000;
  }

  setClock(iso: string): void {
    this.clock = Date.parse(iso);
  }

  reload(): void {
    this.ticked = 0;
  }
}

const REPLY = { expiresAt: "2026-11-21T09:10:00Z", serverNow: "2026-11-21T09:00:00Z" };

describe("the hold's countdown", () => {
  it("counts from the server's clock whatever the device's says", () => {
    const device = new Device();
    device.setClock("2019-01-01T00:00:00Z");
    const moment = receive(REPLY, device);

    device.pass(132);

    expect(secondsLeft(moment, device)).toBe(468);
    expect(clockFace(468)).toBe("7:48");
  });

  it("ends at zero and never shows less", () => {
    const device = new Device();
    const moment = receive(REPLY, device);

    device.pass(4000);

    expect(secondsLeft(moment, device)).toBe(0);
  });

  it("counts the time the device slept", () => {
    const device = new Device();
    const moment = receive(REPLY, device);

    device.pass(10);
    device.sleep(300);

    expect(secondsLeft(moment, device)).toBe(290);
  });

  it("is not lengthened by a clock set back", () => {
    const device = new Device();
    const moment = receive(REPLY, device);

    device.pass(60);
    device.setClock("2026-11-21T08:00:00Z");

    expect(secondsLeft(moment, device)).toBe(540);
  });

  it("goes on after a reload", () => {
    const device = new Device();
    const moment = receive(REPLY, device);
    device.pass(90);
    device.reload();

    const after = restored({ ...moment, receivedMonotonic: 0 }, device);
    device.pass(30);

    expect(secondsLeft(after, device)).toBe(480);
  });

  it("announces five, two and one minute once each", () => {
    const said: number[] = [];
    for (let left = 600; left > 0; left -= 1) {
      const minute = minuteToAnnounce(left, left - 1);
      if (minute) said.push(minute);
    }
    expect(said).toEqual([5, 2, 1]);
    expect(minuteToAnnounce(400, 110)).toBe(5);
  });
});
