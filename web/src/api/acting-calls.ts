import { api, body } from "@/api/client";
import type { components } from "@/api/v1";

/** Acting in somebody's name: for operators, and what the person sees of it. */

type Schemas = components["schemas"];
export type ActingWish = Schemas["ActingWish"];

export function beginActing(userId: string, wish: ActingWish) {
  return body(
    api.POST("/api/v1/users/{user_id}/acting", {
      params: { path: { user_id: userId } },
      body: wish,
    }),
  );
}

export async function stopActing(id: string): Promise<void> {
  await api.POST("/api/v1/acting/{acting_id}/end", { params: { path: { acting_id: id } } });
}

export const readMyActing = () => body(api.GET("/api/v1/users/me/acting"));

export function readActingOf(userId: string) {
  return body(api.GET("/api/v1/users/{user_id}/acting", { params: { path: { user_id: userId } } }));
}
