import type { DeskVisit } from "@/api/desk-calls";
import type { Arrival } from "./queue";

/** What the door says about a code: one green answer, and every red one with its reason. */
export type Verdict =
  | { kind: "welcome"; visit: DeskVisit; unsent: boolean }
  | { kind: "already"; visit: DeskVisit; at?: string | undefined; who?: string | undefined }
  | { kind: "other-time"; visit: DeskVisit }
  | { kind: "unpaid"; visit: DeskVisit }
  | { kind: "ended"; visit: DeskVisit }
  | { kind: "unknown"; code: string };

/** Booked, but the money or the yes of the business is missing. */
export const WAITING = new Set(["held", "pending_payment", "awaiting_approval"]);
const CAME = new Set(["in_progress", "completed"]);

/** A code as it is kept, however it was typed or printed. */
export function plainCode(text: string): string {
  return text.toUpperCase().replace(/[^0-9A-Z]/g, "");
}

/** Guests come early; what begins later than this is for another time. The server's rule. */
const EARLY_HOURS = 12;

const shifted = (local: string, hours: number) =>
  new Date(Date.parse(`${local}Z`) + hours * 3_600_000).toISOString().slice(0, 19);

/** Whether a visit is for now: it begins within twelve hours and is not over. `now` in the time of the place. */
function isDue({ parts }: DeskVisit, now: string): boolean {
  return parts.some(
    ({ startLocal, endLocal }) => startLocal <= shifted(now, EARLY_HOURS) && now < endLocal,
  );
}

/** The answer from what this device knows: the day's list, and who was let in here without a connection. */
export function judge(
  code: string,
  visits: readonly DeskVisit[],
  kept: readonly Arrival[],
  now: string,
): Verdict {
  const visit = visits.find((one) => plainCode(one.code) === code);
  if (!visit) return { kind: "unknown", code };
  const here = kept.find(({ bookingId }) => bookingId === visit.bookingId);
  if (here) return { kind: "already", visit, at: here.at };
  if (CAME.has(visit.status)) return { kind: "already", visit };
  if (WAITING.has(visit.status)) return { kind: "unpaid", visit };
  if (visit.status !== "confirmed") return { kind: "ended", visit };
  if (!isDue(visit, now)) return { kind: "other-time", visit };
  return { kind: "welcome", visit, unsent: false };
}
