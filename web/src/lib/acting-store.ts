import { noteServerTime, serverNow } from "@/lib/server-clock";

/** An operator acts in somebody's name in this tab; the token ends by itself and nothing renews it. */
export interface Acting {
  id: string;
  userId: string;
  name: string;
  reason: string;
  accessToken: string;
  expiresAt: string;
}

const KEY = "sb.acting";
const CLOCK = "sb.acting.ahead";
const listeners = new Set<() => void>();
let current: Acting | null | undefined;

const isText = (value: unknown): value is string => typeof value === "string";

function read(): Acting | null {
  try {
    const saved: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
    if (typeof saved !== "object" || saved === null) return null;
    const { id, userId, name, reason, accessToken, expiresAt }: Partial<Acting> = saved;
    const texts = [id, userId, name, reason, accessToken, expiresAt];
    if (!texts.every(isText) || !id || !userId || !accessToken || !expiresAt) return null;
    // The server's clock as it was known when it began, until the next reply tells it again.
    noteServerTime(new Date(Date.now() + Number(sessionStorage.getItem(CLOCK) ?? 0)).toISOString());
    return { id, userId, name: name ?? "", reason: reason ?? "", accessToken, expiresAt };
  } catch {
    return null;
  }
}

export function currentActing(): Acting | null {
  if (current === undefined) current = read();
  return current;
}

/** Everything this tab keeps from now on is the person's, and goes when it ends. */
export function startActing(acting: Acting, serverTime: string): void {
  sessionStorage.clear();
  sessionStorage.setItem(KEY, JSON.stringify(acting));
  sessionStorage.setItem(CLOCK, String(Date.parse(serverTime) - Date.now()));
  current = acting;
}

/** The token is gone from here; the frame says so until the operator leaves. */
export function endActing(): void {
  const ended = currentActing();
  sessionStorage.clear();
  current = ended ? { ...ended, accessToken: "" } : null;
  for (const listener of listeners) listener();
}

export function secondsToAct({ expiresAt, accessToken }: Acting): number {
  if (!accessToken) return 0;
  return Math.max(0, Math.ceil((Date.parse(expiresAt) - serverNow()) / 1000));
}

export function watchActing(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
