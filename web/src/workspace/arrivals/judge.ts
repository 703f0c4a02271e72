import type { DeskVisit } from "@/api/desk-calls";
import { datePart } from "@/lib/civil";
import type { Arrival } from "./queue";

/** What the door says about a code: one green answer, and every red one with its reason. */
export type Verdict =
  | { kind: "welcome"; visit: DeskVisit; unsent: boolean }
  | { kind: "already"; visit: DeskVisit; at?: string | undefined; who?: string | undefined }
  | { kind: "other-day"; visit: DeskVisit }
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

/** Whether a visit is for today: it begins today, or its nights have begun and are not over. */
function isToday({ parts }: DeskVisit, today: string): boolean {
  return parts.some(({ startLocal, startDate, endDate }) =>
    startDate && endDate ? startDate <= today && today < endDate : datePart(startLocal) === today,
  );
}

/** The answer from what this device knows: the day's list, and who was let in here without a connection. */
export function judge(
  code: string,
  visits: readonly DeskVisit[],
  kept: readonly Arrival[],
  today: string,
): Verdict {
  const visit = visits.find((one) => plainCode(one.code) === code);
  if (!visit) return { kind: "unknown", code };
  const here = kept.find(({ bookingId }) => bookingId === visit.bookingId);
  if (here) return { kind: "already", visit, at: here.at };
  if (CAME.has(visit.status)) return { kind: "already", visit };
  if (WAITING.has(visit.status)) return { kind: "unpaid", visit };
  if (visit.status !== "confirmed") return { kind: "ended", visit };
  if (!isToday(visit, today)) return { kind: "other-day", visit };
  return { kind: "welcome", visit, unsent: false };
}
