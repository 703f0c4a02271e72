import { currentActing, endActing } from "@/lib/acting-store";
import { currentLocale } from "@/lib/i18n";
import { ApiProblem, ConnectionError, type Problem } from "@/lib/problem";
import { randomKey } from "@/lib/random-key";
import { noteServerTime } from "@/lib/server-clock";
import { accessToken, saveSession, storedSession } from "@/lib/session-store";

const TIMEOUT_MS = 15_000;

function dressed(request: Request): Request {
  const { headers } = request;
  headers.set("Accept-Language", currentLocale());
  // Asks for the refresh token as a cookie instead of in the body.
  headers.set("X-Client", "web");
  const token = accessToken();
  if (token) headers.set("Authorization", `Bearer ${token}`);
  // Nothing of it is kept for the way without a connection.
  if (currentActing()) headers.set("X-Acting", "1");
  if (request.method === "POST" && !headers.has("Idempotency-Key")) {
    headers.set("Idempotency-Key", randomKey());
  }
  return request;
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

async function send(request: Request): Promise<Response> {
  try {
    return await fetch(dressed(request), {
      signal: AbortSignal.any([request.signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
  } catch (cause) {
    if (request.signal.aborted) throw cause;
    throw new ConnectionError("no reply", { cause });
  }
}

let renewing: Promise<boolean> | undefined;

/** The refresh token is a cookie no script can read; one renewal serves all waiting requests. */
async function renewSession(): Promise<boolean> {
  const session = storedSession();
  if (!session) return false;
  const reply = await send(
    new Request("/api/v1/auth/refresh", {
      method: "POST",
      body: "{}",
      headers: { "Content-Type": "application/json" },
    }),
  );
  if (!reply.ok) {
    saveSession(null);
    return false;
  }
  const body: { accessToken: string } = await reply.json();
  saveSession({ ...session, accessToken: body.accessToken });
  return true;
}

/** The one way to the server: language, session, time limit; a refusal is thrown as its problem. */
export async function transport(request: Request): Promise<Response> {
  const spare = request.clone();
  let reply = await send(request);
  const signedIn = storedSession() !== null && !request.url.includes("/auth/");
  if (reply.status === 401 && currentActing()) {
    endActing();
  } else if (reply.status === 401 && signedIn) {
    renewing ??= renewSession().finally(() => {
      renewing = undefined;
    });
    if (await renewing) reply = await send(spare);
  }
  // What was saved for the way without a connection tells an old time.
  if (!reply.headers.has("X-Saved")) noteServerTime(reply.headers.get("Date"));
  // 304 answers a question with If-None-Match: nothing new.
  if (!reply.ok && reply.status !== 304) throw await problemOf(reply);
  return reply;
}
