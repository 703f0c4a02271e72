import { checkIn, type DeskVisit, listBookings, readBooking, readCalendar } from "@/api/desk-calls";
import { addDays } from "@/lib/civil";
import { clock } from "@/lib/format/stamp";
import type { Translate } from "@/lib/i18n";
import { ApiProblem } from "@/lib/problem";
import { problemText } from "@/lib/problem-text";
import { plainCode, type Verdict, WAITING } from "./judge";
import type { Arrival } from "./queue";

/** What the server says at the door. */

/** A refusal is final; a busy or silent server is a missing connection. */
const isRefusal = (error: unknown): error is ApiProblem =>
  error instanceof ApiProblem && error.status < 500 && error.status !== 429;

/** A booking of another day, found by its code alone. */
export async function elsewhere(vendorId: string, code: string): Promise<DeskVisit | undefined> {
  const found = await listBookings(vendorId, { query: code, limit: 1, page: 1 });
  const [row] = found.data;
  if (!row || plainCode(row.confirmationCode) !== code) return undefined;
  const day = row.startDate.slice(0, 10);
  const calendar = await readCalendar(vendorId, day, addDays(day, 1));
  return calendar.visits.find(({ bookingId }) => bookingId === row.bookingId);
}

/** Why somebody is not let in, from the booking's own history: when they came, and who let them in. */
export async function whyNot(visit: DeskVisit): Promise<Verdict> {
  const { timeline, status } = await readBooking(visit.bookingId);
  const entry = timeline.find((one) => one.status === "in_progress" || one.status === "completed");
  if (entry) return { kind: "already", visit, at: entry.at, who: entry.who ?? undefined };
  return { kind: WAITING.has(status) ? "unpaid" : "ended", visit };
}

/** Tells the server; undefined when nothing could be told. */
export async function letIn(visit: DeskVisit, key: string): Promise<Verdict | undefined> {
  try {
    await checkIn(visit.bookingId, key);
    return { kind: "welcome", visit, unsent: false };
  } catch (error) {
    if (!isRefusal(error)) return undefined;
    return error.problem.code === "too-early" ? { kind: "other-time", visit } : whyNot(visit);
  }
}

/** Sends what waits, one by one; what the server refuses stays with its reason until somebody has read it. */
export async function sendKept(kept: readonly Arrival[], t: Translate): Promise<Arrival[]> {
  const left: Arrival[] = [];
  for (const arrival of kept) {
    const said = t("door.without", { time: clock(arrival.at) });
    try {
      if (arrival.refusal) left.push(arrival);
      else await checkIn(arrival.bookingId, arrival.key, said);
    } catch (error) {
      left.push(isRefusal(error) ? { ...arrival, refusal: problemText(t, error) } : arrival);
    }
  }
  return left;
}
