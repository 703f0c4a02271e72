/** A question to our API without cookies: the frame of another page never carries a session. */
export async function ask<T>(path: string, request: RequestInit): Promise<T> {
  const reply = await fetch(path, { ...request, credentials: "omit" });
  const body = await reply.json();
  if (!reply.ok) throw new Error(body.errors?.[0]?.message ?? body.detail ?? body.title ?? "");
  return body;
}
