/**
 * Seconds left of a hold, from the server's clock only: a wrong phone clock must not show a wrong
 * or dead hold. Between replies the monotonic clock counts; it may stop while the device sleeps,
 * so waking asks the server again (see use-hold-clock) and `wallElapsed` bridges the gap.
 */
export interface HoldMoment {
  /** ISO instant from the server. */
  expiresAt: string;
  /** The server's clock in the same reply. */
  serverNow: string;
  /** performance.now() when the reply arrived. */
  receivedMonotonic: number;
  /** Date.now() when the reply arrived; used only for its difference. */
  receivedWall: number;
}

export interface Clocks {
  monotonic: () => number;
  wall: () => number;
}

export const deviceClocks: Clocks = {
  monotonic: () => performance.now(),
  wall: () => Date.now(),
};

export function receive(
  reply: { expiresAt: string; serverNow: string },
  clocks: Clocks = deviceClocks,
): HoldMoment {
  return {
    expiresAt: reply.expiresAt,
    serverNow: reply.serverNow,
    receivedMonotonic: clocks.monotonic(),
    receivedWall: clocks.wall(),
  };
}

/**
 * After a reload the monotonic clock starts anew, so a saved moment can only lean on the
 * difference of two readings of the wall clock, until the server answers again.
 */
export function restored(moment: HoldMoment, clocks: Clocks = deviceClocks): HoldMoment {
  const away = Math.max(0, clocks.wall() - moment.receivedWall);
  return {
    expiresAt: moment.expiresAt,
    serverNow: new Date(Date.parse(moment.serverNow) + away).toISOString(),
    receivedMonotonic: clocks.monotonic(),
    receivedWall: clocks.wall(),
  };
}

const SLEEP_MS = 2_000;

export function secondsLeft(moment: HoldMoment, clocks: Clocks = deviceClocks): number {
  const ticked = Math.max(0, clocks.monotonic() - moment.receivedMonotonic);
  const wallElapsed = clocks.wall() - moment.receivedWall;
  // A wall clock far ahead of the monotonic one means sleep (or a clock change, which the server's
  // next answer corrects); showing less time than there is does no harm, more time would.
  const elapsed = wallElapsed - ticked > SLEEP_MS ? wallElapsed : ticked;
  const left = Date.parse(moment.expiresAt) - Date.parse(moment.serverNow) - elapsed;
  return Math.max(0, Math.ceil(left / 1000));
}

export function clockFace(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

const ANNOUNCED_MINUTES = [5, 2, 1];

/** The minute to announce politely when the count passes it, else undefined. */
export function minuteToAnnounce(before: number, after: number): number | undefined {
  return ANNOUNCED_MINUTES.find((minute) => before > minute * 60 && after <= minute * 60);
}
