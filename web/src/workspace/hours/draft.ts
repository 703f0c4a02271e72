import type { OwnerPath, RulesFields, ScheduleReply } from "@/api/owner-calls";
import type { components } from "@/api/v1";
import { lineOf, type Span, weekOf } from "@/lib/week-hours";

type Schemas = components["schemas"];
export type Special = Schemas["ExceptionBody"];
export type Holidays = "inherit" | "open" | "closed";

/** What the screen edits; everything else of the schedule is sent back as it came. */
export interface HoursDraft {
  line: Span[];
  /** False while an offer follows its venue. */
  own: boolean;
  specials: Special[];
  holidays: Holidays;
  rules: RulesFields;
}

type Said = ScheduleReply["own"];

const always = ({ validFrom, validUntil }: Said["seasons"][number]) => !validFrom && !validUntil;
const lineOfSaid = (said: Said): Span[] => lineOf(said.seasons.find(always)?.week ?? []);

function holidaysOf(said: Said): Holidays {
  const mode = said.holidays?.default.mode;
  return mode === "closed" ? "closed" : mode ? "open" : "inherit";
}

export function draftOf(
  schedule: ScheduleReply,
  rules: RulesFields,
  owners: OwnerPath["owners"],
  preset: Span[],
): HoursDraft {
  const own = schedule.own.seasons.length > 0;
  const venue = schedule.venue.seasons.length > 0 ? lineOfSaid(schedule.venue) : preset;
  return {
    line: own ? lineOfSaid(schedule.own) : venue,
    own: own || owners === "venues",
    specials: schedule.own.exceptions,
    holidays: holidaysOf(schedule.own),
    rules,
  };
}

/** The schedule as it will be stored: the open-ended season is the painted one, others stay. */
export function bodyOf(draft: HoursDraft, before: ScheduleReply): Schemas["ScheduleBody"] {
  const others = before.own.seasons.filter((season) => !always(season));
  const kept = before.own.holidays;
  const holidays =
    draft.holidays === "inherit"
      ? null
      : { named: {}, followSwaps: false, ...kept, default: { mode: draft.holidays, hours: [] } };
  const painted = draft.own ? [{ week: weekOf(draft.line) }] : [];
  return { seasons: [...others, ...painted], ...(holidays ? { holidays } : {}) };
}

export function sameDraft(a: HoursDraft, b: HoursDraft): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
