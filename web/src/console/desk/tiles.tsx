import { useQuery } from "@tanstack/react-query";
import { type Board, readBoard } from "@/api/console-calls";
import { type MessageId, useLanguage } from "@/lib/i18n";
import { ErrorState, Skeleton } from "@/ui/states";
import "./desk.css";

interface Tile {
  label: MessageId;
  value: (board: Board) => number;
  /** From this value on somebody has to act. */
  alarm?: number;
}

const TILES: readonly Tile[] = [
  { label: "ops.bookedHour", value: (board) => board.bookedHour },
  { label: "ops.bookedMinutes", value: (board) => board.bookedMinutes },
  { label: "ops.holds", value: (board) => board.holds },
  { label: "ops.overdueHolds", value: (board) => board.overdueHolds, alarm: 1 },
  { label: "ops.paid", value: (board) => board.paid },
  { label: "ops.declined", value: (board) => board.declined },
  { label: "ops.unknownPayments", value: (board) => board.unknownPayments, alarm: 1 },
  { label: "ops.jobsDue", value: (board) => board.jobsDue },
  { label: "ops.jobLag", value: (board) => Math.round(board.jobLagSeconds), alarm: 60 },
  { label: "ops.toVerify", value: (board) => board.toVerify },
  { label: "ops.callsLate", value: (board) => board.callsLate, alarm: 1 },
];

/** The platform in numbers, every 15 seconds; what needs a hand is marked by a word, not by colour alone. */
export function Tiles() {
  const { t } = useLanguage();
  const board = useQuery({ queryKey: ["ops-board"], queryFn: readBoard, refetchInterval: 15_000 });
  const { data } = board;
  if (board.error && !data) {
    return <ErrorState error={board.error} onRetry={() => board.refetch()} />;
  }
  if (!data) return <Skeleton height={96} />;
  return (
    <dl className="ops-tiles">
      {TILES.map(({ label, value, alarm }) => {
        const loud = alarm !== undefined && value(data) >= alarm;
        return (
          <div key={label} className={loud ? "loud" : ""}>
            <dt>{t(label)}</dt>
            <dd>
              {value(data)} {loud ? <small>{t("ops.look")}</small> : null}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
