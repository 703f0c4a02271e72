import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type Board, readBoard } from "@/api/console-calls";
import { type MessageId, useLanguage } from "@/lib/i18n";
import { ErrorState, Skeleton } from "@/ui/states";
import "./desk.css";

interface Tile {
  label: MessageId;
  /** What stands in it; null is nothing to say yet. */
  value: (board: Board) => number | string | null;
  /** Whether somebody has to act. */
  loud?: (board: Board) => boolean;
  /** What it comes from, in a word. */
  cause?: (board: Board) => string;
  to?: "/ops/money" | "/ops/businesses" | "/ops/risk" | "/ops/gaps";
}

const ENOUGH = 20;
const tried = ({ paid, declined }: Board) => paid + declined;
const succeeded = (board: Board) => Math.round((100 * board.paid) / tried(board));

const TILES: readonly Tile[] = [
  { label: "ops.bookedHour", value: (board) => board.bookedHour },
  {
    label: "ops.bookedMinute",
    value: (board) => board.bookedMinutes / 5,
    cause: (board) => `${board.bookedMinutes} / 5`,
  },
  { label: "ops.holds", value: (board) => board.holds },
  {
    label: "ops.overdueHolds",
    value: (board) => board.overdueHolds,
    loud: (board) => board.overdueHolds > 0,
  },
  {
    label: "ops.paySuccess",
    value: (board) => (tried(board) === 0 ? null : `${succeeded(board)} %`),
    cause: (board) => `${board.paid} / ${tried(board)}`,
    loud: (board) => tried(board) >= ENOUGH && succeeded(board) < 80,
  },
  {
    label: "ops.unknownPayments",
    value: (board) => board.unknownPayments,
    loud: (board) => board.unknownPayments > 0,
    to: "/ops/money",
  },
  {
    label: "ops.errors",
    value: (board) => board.errors,
    cause: (board) => board.worstRoute || `/ ${board.requests}`,
    loud: (board) => board.errors > 0,
  },
  {
    label: "ops.pace",
    value: (board) => (board.p95Ms === null ? null : Math.round(board.p95Ms)),
    loud: (board) => board.requests >= ENOUGH && (board.p95Ms ?? 0) > 1000,
  },
  { label: "ops.jobsDue", value: (board) => board.jobsDue },
  {
    label: "ops.jobLag",
    value: (board) => Math.round(board.jobLagSeconds),
    loud: (board) => board.jobLagSeconds >= 60,
  },
  {
    label: "ops.failedJobs",
    value: (board) => board.failedJobs,
    loud: (board) => board.failedJobs > 0,
  },
  { label: "ops.toVerify", value: (board) => board.toVerify, to: "/ops/businesses" },
  {
    label: "ops.callsLate",
    value: (board) => board.callsLate,
    loud: (board) => board.callsLate > 0,
  },
];

function One({ tile, board }: { tile: Tile; board: Board }) {
  const { t } = useLanguage();
  const loud = tile.loud?.(board) ?? false;
  const cause = tile.cause?.(board);
  return (
    <div className={loud ? "loud" : ""}>
      <dt>{tile.to ? <Link to={tile.to}>{t(tile.label)}</Link> : t(tile.label)}</dt>
      <dd>
        {tile.value(board) ?? "–"} {loud ? <small>{t("ops.look")}</small> : null}
        {cause ? <small className="cause">{cause}</small> : null}
      </dd>
    </div>
  );
}

/** The platform in numbers, every 15 seconds; what needs a hand is marked by a word, not by colour alone. */
export function Tiles() {
  const board = useQuery({ queryKey: ["ops-board"], queryFn: readBoard, refetchInterval: 15_000 });
  const { data } = board;
  if (board.error && !data) {
    return <ErrorState error={board.error} onRetry={() => board.refetch()} />;
  }
  if (!data) return <Skeleton height={96} />;
  return (
    <dl className="ops-tiles">
      {TILES.map((tile) => (
        <One key={tile.label} tile={tile} board={data} />
      ))}
    </dl>
  );
}
