import { currentLocale } from "@/lib/i18n";
import { ApiProblem, ConnectionError, type Problem } from "@/lib/problem";
import { randomKey } from "@/lib/random-key";
import { noteServerTime } from "@/lib/server-clock";
import { accessToken, saveSession, storedSession } from "@/lib/session-store";

export interface Call {
  method?: "GET" | "POST" | "PATCH" | "DELETE";
  query?: Record<string, string | number | boolean | readonly string[] | undefined>;
  body?: unknown;
  /** Repeats of one user action carry the same key, so that they end in one effect. */
  key?: string;
  bookingToken?: string | undefined;
  signal?: AbortSignal;
}

const TIMEOUT_MS = 15_000;

function address(path: string, query: Call["query"]): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value === undefined || value === "") continue;
    for (const one of Array.isArray(value) ? value : [value]) parameters.append(name, String(one));
  }
  const written = parameters.toString();
  return `/api/v1${path}${written === "" ? "" : `?${written}`}`;
}

function headersOf(call: Call): Headers {
  const headers = new Headers({
    Accept: "application/json",
    "Accept-Language": currentLocale(),
    // Asks for the refresh token as a cookie instead of in the body.
    "X-Client": "web",
  });
  const token = accessToken();
  if (token) headers.set("Authorization", `Bearer ${token}`);
  if (call.bookingToken) headers.set("X-Booking-Token", call.bookingToken);
  if (call.body !== undefined) headers.set("Content-Type", "application/json");
  if (call.method === "POST") headers.set("Idempotency-Key", call.key ?? randomKey());
  return headers;
}

async function problemOf(reply: Response): Promise<ApiProblem> {
  const fallback: Problem = { type: "about:blank", title: reply.statusText, status: reply.status };
  try {
    const body: Partial<Problem> = await reply.json();
    return new ApiProblem({ ...fallback, ...body });
  } catch {
    return new ApiProblem(fallback);
  }
}

async function send(path: string, call: Call): Promise<Response> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  try {
    return await fetch(address(path, call.query), {
      method: call.method ?? "GET",
      headers: headersOf(call),
      credentials: "same-origin",
      signal: call.signal ? AbortSignal.any([call.signal, timeout]) : timeout,
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
    });
  } catch (cause) {
    if (call.signal?.aborted) throw cause;
    throw new ConnectionError("no reply", { cause });
  }
}

let renewing: Promise<boolean> | undefined;

/** The refresh token is a cookie no script can read; one renewal serves all waiting requests. */
async function renewSession(): Promise<boolean> {
  const session = storedSession();
  if (!session) return false;
  const reply = await send("/auth/refresh", { method: "POST", body: {} });
  if (!reply.ok) {
    saveSession(null);
    return false;
  }
  const body: { accessToken: string } = await reply.json();
  saveSession({ ...session, accessToken: body.accessToken });
  return true;
}

export async function request<T>(path: string, call: Call = {}): Promise<T> {
  const keyed = call.method === "POST" ? { ...call, key: call.key ?? randomKey() } : call;
  let reply = await send(path, keyed);
  if (reply.status === 401 && storedSession() && !path.startsWith("/auth/")) {
    renewing ??= renewSession().finally(() => {
      renewing = undefined;
    });
    if (await renewing) reply = await send(path, keyed);
  }
  noteServerTime(reply.headers.get("Date"));
  if (!reply.ok) throw await problemOf(reply);
  const text = await reply.text();
  return JSON.parse(text === "" ? "null" : text);
}
