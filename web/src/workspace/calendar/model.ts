import type { DeskBlock, DeskCalendar, DeskPart, DeskVisit } from "@/api/desk-calls";
import { addDays, type CivilDate, datePart, daysBetween, minuteOfDay } from "@/lib/civil";

/**
 * One strip of the calendar: a resource on a date (minutes along it), or a resource over many
 * nights (days along it). Everything that is drawn, dragged or moved by keys lies on a track.
 */
export interface Track {
  key: string;
  resourceId: string;
  date: CivilDate;
  name: string;
  kind: string;
  capacity: number;
  open: readonly (readonly [number, number])[];
  reason: string;
}

export interface Piece {
  key: string;
  track: number;
  at: number;
  length: number;
  lane: number;
  lanes: number;
  quantity: number;
  visit?: DeskVisit;
  part?: DeskPart;
  block?: DeskBlock;
}

export interface Board {
  tracks: Track[];
  pieces: Piece[];
  /** Minutes (or days) along every track. */
  from: number;
  to: number;
  nights: boolean;
}

const DAY = 1440;

type Bounds = Pick<DeskPart, "startLocal" | "endLocal" | "startDate" | "endDate">;

/** Where something lies on a date, in minutes; undefined when it does not touch it. */
function minutesOn(date: CivilDate, { startLocal, endLocal }: Bounds) {
  const first = daysBetween(date, datePart(startLocal)) * DAY + minuteOfDay(startLocal);
  const last = daysBetween(date, datePart(endLocal)) * DAY + minuteOfDay(endLocal);
  if (last <= 0 || first >= DAY) return undefined;
  return { at: Math.max(0, first), length: Math.min(DAY, last) - Math.max(0, first) };
}

function nightsFrom(first: CivilDate, days: number, { startDate, endDate }: Bounds) {
  if (!startDate || !endDate) return undefined;
  const begin = daysBetween(first, startDate);
  const end = daysBetween(first, endDate);
  if (end <= 0 || begin >= days) return undefined;
  return { at: begin, length: end - begin };
}

/** Side by side where they overlap: the classic interval partition, per cluster. */
export function laidOut(pieces: Piece[]): Piece[] {
  const sorted = [...pieces].sort((a, b) => a.at - b.at || b.length - a.length);
  let cluster: Piece[] = [];
  let reach = Number.NEGATIVE_INFINITY;
  const close = () => {
    const lanes = Math.max(1, ...cluster.map(({ lane }) => lane + 1));
    for (const piece of cluster) piece.lanes = lanes;
    cluster = [];
  };
  for (const piece of sorted) {
    if (piece.at >= reach) close();
    const busy = cluster.filter(({ at, length }) => at + length > piece.at).map((p) => p.lane);
    let lane = 0;
    while (busy.includes(lane)) lane += 1;
    piece.lane = lane;
    cluster.push(piece);
    reach = Math.max(reach, piece.at + piece.length);
  }
  close();
  return sorted;
}

function piecesOf(
  calendar: DeskCalendar,
  tracks: readonly Track[],
  place: (track: Track, bounds: Bounds) => { at: number; length: number } | undefined,
): Piece[] {
  const byResource = new Map<string, number[]>();
  for (const [index, { resourceId }] of tracks.entries()) {
    byResource.set(resourceId, [...(byResource.get(resourceId) ?? []), index]);
  }
  const found = tracks.map<Piece[]>(() => []);
  const put = (bounds: Bounds & { resourceId: string }, piece: Partial<Piece> & { id: string }) => {
    for (const index of byResource.get(bounds.resourceId) ?? []) {
      const track = tracks[index];
      const spot = track && place(track, bounds);
      if (!spot) continue;
      const { id, ...rest } = piece;
      found[index]?.push({
        lane: 0,
        lanes: 1,
        quantity: 1,
        ...rest,
        ...spot,
        key: `${id}-${index}`,
        track: index,
      });
    }
  };
  for (const visit of calendar.visits) {
    for (const part of visit.parts) {
      const { quantity } = part;
      put(part, { id: `${visit.bookingId}-${part.line}`, visit, part, quantity });
    }
  }
  for (const block of calendar.blocks) put(block, { id: block.claimId, block });
  return found.flatMap(laidOut);
}

function trackOf(column: DeskCalendar["columns"][number], date: CivilDate): Track {
  const day = column.days.find((each) => each.date === date);
  return {
    key: `${column.resourceId}-${date}`,
    resourceId: column.resourceId,
    date,
    name: column.name,
    kind: column.kind,
    capacity: column.capacity,
    open: (day?.open ?? []).map(([from = 0, to = 0]) => [from, to] as const),
    reason: day?.reason ?? "",
  };
}

/** Whole hours around everything that is open or booked. */
function hoursOf(tracks: readonly Track[], pieces: readonly Piece[]): { from: number; to: number } {
  const starts = [
    ...tracks.flatMap(({ open }) => open.map(([at]) => at)),
    ...pieces.map((p) => p.at),
  ];
  const ends = [
    ...tracks.flatMap(({ open }) => open.map(([, end]) => end)),
    ...pieces.map(({ at, length }) => at + length),
  ];
  const from = Math.floor(Math.min(9 * 60, ...starts) / 60) * 60;
  return { from, to: Math.ceil(Math.max(from + 8 * 60, ...ends) / 60) * 60 };
}

/** Day view: one track per person, court or table. Sessions appear on their dates only. */
export function dayBoard(calendar: DeskCalendar, date: CivilDate, only?: string): Board {
  const tracks = calendar.columns
    .filter(({ timing }) => timing !== "nights")
    .filter(({ resourceId }) => !only || resourceId === only)
    .map((column) => ({ track: trackOf(column, date), session: column.timing === "session" }))
    .filter(({ track, session }) => !session || track.open.length > 0)
    .map(({ track }) => track);
  const pieces = piecesOf(calendar, tracks, (track, bounds) =>
    bounds.startDate ? undefined : minutesOn(track.date, bounds),
  );
  return { tracks, pieces, ...hoursOf(tracks, pieces), nights: false };
}

/** Week view: seven tracks of one resource. */
export function weekBoard(calendar: DeskCalendar, monday: CivilDate, resourceId: string): Board {
  const column = calendar.columns.find((each) => each.resourceId === resourceId);
  const tracks = column
    ? Array.from({ length: 7 }, (_, day) => trackOf(column, addDays(monday, day)))
    : [];
  const pieces = piecesOf(calendar, tracks, (track, bounds) => minutesOn(track.date, bounds));
  return { tracks, pieces, ...hoursOf(tracks, pieces), nights: false };
}

/** Resource timeline: a row per room type, days across. */
export function nightsBoard(calendar: DeskCalendar, first: CivilDate, days: number): Board {
  const tracks = calendar.columns
    .filter(({ timing }) => timing === "nights")
    .map((column) => ({
      ...trackOf(column, first),
      key: column.resourceId,
      open: column.days.flatMap(({ date, closed }) => {
        const day = daysBetween(first, date);
        return closed ? [] : [[day, day + 1] as const];
      }),
    }));
  const pieces = piecesOf(calendar, tracks, (_track, bounds) => nightsFrom(first, days, bounds));
  return { tracks, pieces, from: 0, to: days, nights: true };
}

const ENDED = new Set(["completed", "no_show"]);

export function occupies({ visit }: Piece): boolean {
  return !visit || !ENDED.has(visit.status);
}

/** Taken units at each moment decide whether one more fits; `except` is the booking that moves. */
export function obstacle(
  board: Board,
  track: number,
  span: { at: number; length: number; quantity: number },
  except?: string,
): Piece | undefined {
  const capacity = board.tracks[track]?.capacity ?? 1;
  const there = board.pieces.filter(
    (piece) =>
      piece.track === track &&
      piece.visit?.bookingId !== except &&
      occupies(piece) &&
      piece.at < span.at + span.length &&
      piece.at + piece.length > span.at,
  );
  const moments = [span.at, ...there.map(({ at }) => Math.max(at, span.at))];
  for (const moment of moments) {
    const at = there.filter((p) => p.at <= moment && p.at + p.length > moment);
    const taken = at.reduce((sum, { quantity }) => sum + quantity, 0);
    if (taken + span.quantity > capacity) return at[0];
  }
  return undefined;
}

export function isOpen(track: Track, at: number, length: number): boolean {
  let reached = at;
  for (const [from, to] of track.open) {
    if (from <= reached && to > reached) reached = to;
    if (reached >= at + length) return true;
  }
  return false;
}

/** Busy and open minutes of a track, for the share in its head. */
export function utilisation(
  board: Board,
  track: number,
): { share: number; busy: number; open: number } {
  const open = (board.tracks[track]?.open ?? []).reduce((sum, [from, to]) => sum + to - from, 0);
  const capacity = board.tracks[track]?.capacity ?? 1;
  const busy = board.pieces
    .filter((piece) => piece.track === track && (piece.visit || piece.block))
    .reduce((sum, { length, quantity }) => sum + length * quantity, 0);
  const whole = open * capacity;
  return { share: whole > 0 ? Math.min(1, busy / whole) : 0, busy, open };
}
