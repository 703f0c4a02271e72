import { readSaved, save } from "@/lib/saved";

/** What checkout needs after a reload or in another tab, until the server answers again. */
export interface StoredHold<Reply, Line> {
  hold: Reply;
  lines: readonly Line[];
  /** Where "back" leads. */
  from: string;
  plan: string;
  receivedWall: number;
}

const key = (id: string): string => `sb.hold.${id}`;
const INDEX = "sb.holds";
const KEPT = 5;

export function keepHold<Reply extends { bookingId: string }, Line>(
  stored: StoredHold<Reply, Line>,
): void {
  const { bookingId } = stored.hold;
  save(key(bookingId), JSON.stringify(stored));
  const ids = [bookingId, ...indexed().filter((id) => id !== bookingId)];
  for (const old of ids.slice(KEPT)) save(key(old), null);
  save(INDEX, ids.slice(0, KEPT).join(" "));
}

function indexed(): string[] {
  return (readSaved(INDEX) ?? "").split(" ").filter(Boolean);
}

/** `accepts` proves the shape, since anything may stand in storage. */
export function keptHold<Reply, Line>(
  id: string,
  accepts: (value: unknown) => value is StoredHold<Reply, Line>,
): StoredHold<Reply, Line> | undefined {
  try {
    const value: unknown = JSON.parse(readSaved(key(id)) ?? "null");
    return accepts(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
