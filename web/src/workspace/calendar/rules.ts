import type { LineWanted } from "@/api/desk-calls";
import { addDays } from "@/lib/civil";
import type { MessageId, Translate } from "@/lib/i18n";
import { clockText, localAt } from "./clock";
import type { Landing } from "./drag";
import { type Board, isOpen, obstacle, type Piece, type Track } from "./model";

/** Why a piece cannot be taken up at all. */
export function fixedBecause({ visit, part, block }: Piece): MessageId | undefined {
  if (block || !visit || !part) return "move.block";
  if (visit.status !== "confirmed") return "move.onlyConfirmed";
  if (new Set(visit.parts.map(({ line }) => line)).size > 1) return "move.severalLines";
  return undefined;
}

const isPerson = (track: Track | undefined): boolean => track?.kind === "staff";

/** Why it must not land there; the server has the last word. */
export function refusal(t: Translate, board: Board, landing: Landing): string | undefined {
  const { piece, track, at, length, how } = landing;
  const target = board.tracks[track];
  if (!target) return t("move.nowhere");
  const service = piece.part?.serviceId;
  if (how === "resize" && service) return t("move.serviceLength");
  const source = board.tracks[piece.track];
  const sameThing = source?.resourceId === target.resourceId;
  if (service && !sameThing && isPerson(source) !== isPerson(target)) return t("move.otherKind");
  if (!isOpen(target, at, length)) {
    return target.reason ? t("move.closedFor", { reason: target.reason }) : t("move.closed");
  }
  const other = obstacle(
    board,
    track,
    { at, length, quantity: piece.quantity },
    piece.visit?.bookingId,
  );
  if (!other) return undefined;
  const who = other.visit ? (other.visit.name ?? t("desk.walkIn")) : (other.block?.reason ?? "");
  if (board.nights) return t("move.takenNights", { who: who || t("move.blocked") });
  return t("move.taken", {
    who: who || t("move.blocked"),
    from: clockText(other.at),
    to: clockText(other.at + other.length),
  });
}

/** The line a landing asks the server for: venue time, without an offset. */
export function lineAt(
  board: Board,
  { piece, track, at, length }: Landing,
): LineWanted | undefined {
  const target = board.tracks[track];
  const { part, visit } = piece;
  if (!target || !part || !visit) return undefined;
  const guests = { adults: part.guests, children: 0, childAges: [] };
  const common = { quantity: part.quantity, ...(part.guests > 0 ? { guests } : {}) };
  if (board.nights) {
    const startDate = addDays(target.date, at);
    const endDate = addDays(target.date, at + length);
    return { ...common, resourceId: target.resourceId, startDate, endDate };
  }
  const start = `${localAt(target.date, at)}:00`;
  if (!part.serviceId) {
    const end = `${localAt(target.date, at + length)}:00`;
    return { ...common, resourceId: target.resourceId, start, end };
  }
  // A visit that moves in time keeps its person; one that moves to another person's column changes him.
  const person = isPerson(target)
    ? target.resourceId
    : visit.parts.find(({ resourceId }) =>
        board.tracks.some((each) => each.resourceId === resourceId && isPerson(each)),
      )?.resourceId;
  return { ...common, serviceId: part.serviceId, start, ...(person ? { staffId: person } : {}) };
}
