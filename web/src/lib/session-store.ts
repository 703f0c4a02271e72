import { currentActing } from "@/lib/acting-store";

/** The signed-in session of this tab's origin, kept outside React so that requests can read it. */
export interface StoredSession {
  accessToken: string;
  name: string;
}

const KEY = "sb.session";
const listeners = new Set<() => void>();
let cached: StoredSession | null | undefined;

function read(): StoredSession | null {
  try {
    const saved: unknown = JSON.parse(localStorage.getItem(KEY) ?? "null");
    if (typeof saved !== "object" || saved === null || !("accessToken" in saved)) return null;
    const { accessToken, name } = { name: "", ...saved };
    if (typeof accessToken !== "string") return null;
    return { accessToken, name: typeof name === "string" ? name : "" };
  } catch {
    return null;
  }
}

export function storedSession(): StoredSession | null {
  // Whoever acts in somebody's name is that person here; the operator's own session stays as it is.
  const acting = currentActing();
  if (acting) return acting;
  if (cached === undefined) cached = read();
  return cached;
}

export function accessToken(): string | undefined {
  return storedSession()?.accessToken;
}

export function saveSession(session: StoredSession | null): void {
  if (currentActing()) return;
  cached = session;
  try {
    if (session) localStorage.setItem(KEY, JSON.stringify(session));
    else localStorage.removeItem(KEY);
  } catch {
    // Private windows may refuse storage; the session then lives as long as the page.
  }
  for (const listener of listeners) listener();
}

export function watchSession(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
