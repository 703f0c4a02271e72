import createClient from "openapi-fetch";
import { transport } from "@/api/transport";
import type { paths } from "@/api/v1";

/** Typed by the server's own schema: a field that is missing or renamed does not compile. */
export const api = createClient<paths>({ baseUrl: location.origin, fetch: transport });

/** The body of a reply; refusals were thrown on the way (see transport). */
export async function body<T>(reply: Promise<{ data?: T | undefined }>): Promise<T> {
  const { data } = await reply;
  if (data === undefined) throw new Error("a reply without its body");
  return data;
}
