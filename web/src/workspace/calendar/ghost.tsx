import { useQuery } from "@tanstack/react-query";
import { useEffect, useState, useSyncExternalStore } from "react";
import { type LineWanted, priceOf } from "@/api/desk-calls";
import { addDays } from "@/lib/civil";
import { money } from "@/lib/format/money";
import { dayRange } from "@/lib/format/when";
import { useLanguage } from "@/lib/i18n";
import { clockText } from "./clock";
import { currentLanding, type Landing, watchLanding } from "./drag";
import type { Board } from "./model";
import { lineAt, refusal } from "./rules";
import { placeOf, shapeOf } from "./shape";

const SETTLED_MS = 180;

/** The price of a place the hand has rested on for a moment. */
function usePrice(line: LineWanted | undefined) {
  const wanted = line ? JSON.stringify(line) : "";
  const [settled, setSettled] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setSettled(wanted), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [wanted]);
  return useQuery({
    queryKey: ["price", settled],
    queryFn: ({ signal }) => priceOf([JSON.parse(settled)], signal),
    enabled: settled !== "" && settled === wanted,
    retry: false,
    staleTime: 60_000,
  });
}

function Effect({ board, landing }: { board: Board; landing: Landing }) {
  const { t, locale } = useLanguage();
  const { piece, track, at, length, how } = landing;
  const target = board.tracks[track];
  const source = board.tracks[piece.track];
  const refused = how === "draw" ? undefined : refusal(t, board, landing);
  const price = usePrice(how === "draw" || refused ? undefined : lineAt(board, landing));
  const place = !target
    ? ""
    : board.nights
      ? dayRange(locale, addDays(target.date, at), addDays(target.date, at + length))
      : `${clockText(at)}–${clockText(at + length)}`;
  const names =
    source && target && source.name !== target.name
      ? `${source.name} → ${target.name}`
      : (target?.name ?? "");
  const difference = price.data && piece.visit ? price.data.total - piece.visit.total : undefined;
  const effect =
    refused ??
    (difference === undefined
      ? ""
      : difference === 0
        ? t("move.samePrice")
        : t(difference > 0 ? "move.dearer" : "move.cheaper", {
            amount: money(locale, Math.abs(difference), price.data?.currency ?? "KZT"),
          }));
  return (
    <span className={`cal-hint${refused ? " refused" : ""}`} role="status">
      <b>
        {names}, {place}
      </b>
      {effect ? <span>{effect}</span> : null}
      {how === "draw" ? null : (
        <span>
          {t("move.drop")} <kbd>Esc</kbd> {t("move.cancel")}
        </span>
      )}
    </span>
  );
}

/** Where the piece in hand would land, on the track it is over. */
export function Ghost({ board, track }: { board: Board; track: number }) {
  const landing = useSyncExternalStore(watchLanding, () => {
    const current = currentLanding();
    return current?.track === track ? current : null;
  });
  if (!landing) return null;
  const { piece, at, length } = landing;
  return (
    <div
      className="cal-ghost"
      style={placeOf(shapeOf(board), { at, length, lane: board.nights ? piece.lane : 0, lanes: 1 })}
    >
      <span className="piece-time numeric">
        {board.nights ? "" : `${clockText(at)}–${clockText(at + length)}`}
      </span>
      <b>{piece.visit?.name ?? ""}</b>
      <Effect board={board} landing={landing} />
    </div>
  );
}
