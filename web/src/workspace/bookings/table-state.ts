import type { BookingFilter } from "@/api/desk-calls";
import { addDays, type CivilDate, isCivilDate } from "@/lib/civil";
import type { MessageId } from "@/lib/i18n";

export const SAVED_VIEWS = [
  "upcoming",
  "today",
  "requests",
  "unpaid",
  "past",
  "cancelled",
  "all",
] as const;
export type SavedView = (typeof SAVED_VIEWS)[number];

/** What the address of the table says; a view is a link one can keep. */
export interface TableState {
  view?: SavedView;
  q?: string;
  from?: CivilDate;
  to?: CivilDate;
  resource?: string;
  page?: number;
}

export const VIEW_WORDS: Record<SavedView, MessageId> = {
  upcoming: "table.upcoming",
  today: "table.today",
  requests: "table.requests",
  unpaid: "table.unpaid",
  past: "table.past",
  cancelled: "table.cancelled",
  all: "table.all",
};

const text = (value: unknown): string | undefined =>
  typeof value === "string" && value.trim() !== "" ? value : undefined;

export function readTableState(raw: Record<string, unknown>): TableState {
  const view = SAVED_VIEWS.find((each) => each === raw.view);
  const q = text(raw.q);
  const resource = text(raw.resource);
  const from = text(raw.from);
  const to = text(raw.to);
  const page = Number(raw.page);
  return {
    ...(view ? { view } : {}),
    ...(q ? { q } : {}),
    ...(resource ? { resource } : {}),
    ...(from && isCivilDate(from) ? { from } : {}),
    ...(to && isCivilDate(to) ? { to } : {}),
    ...(Number.isInteger(page) && page > 1 ? { page } : {}),
  };
}

export const PAGE = 50;

const LIVE = ["confirmed", "in_progress", "awaiting_approval", "pending_payment"] as const;
const GONE = [
  "cancelled",
  "declined",
  "expired",
  "abandoned",
  "refunded_unavailable",
  "no_show",
] as const;

/** A saved view and the filters beside it as a question to the server. */
export function filterOf(state: TableState, today: CivilDate): BookingFilter {
  const { view = "upcoming", q, from, to, resource, page = 1 } = state;
  const byView: Record<SavedView, BookingFilter> = {
    upcoming: { status: [...LIVE], from: today },
    today: { from: today, to: addDays(today, 1) },
    requests: { status: ["awaiting_approval"] },
    unpaid: {
      status: ["confirmed", "in_progress", "completed"],
      payment: ["due_on_site", "pending"],
    },
    past: { status: ["completed", "no_show"], to: addDays(today, 1), newestFirst: true },
    cancelled: { status: [...GONE], newestFirst: true },
    all: { newestFirst: true },
  };
  return {
    ...byView[view],
    ...(q ? { query: q } : {}),
    ...(from ? { from } : {}),
    ...(to ? { to: addDays(to, 1) } : {}),
    ...(resource ? { resourceId: resource } : {}),
    page,
    limit: PAGE,
  };
}
