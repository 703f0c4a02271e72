import { api, body } from "@/api/client";
import type { components } from "@/api/v1";

/** What a person may ask about and do with an account of their own. */

type Schemas = components["schemas"];
export type Account = Schemas["UserView"];
export type Device = Schemas["SessionView"];
export type AccountChange = Schemas["ProfileChange"];

export function readAccount() {
  return body(api.GET("/api/v1/users/me"));
}

export function changeAccount(change: AccountChange) {
  return body(api.PATCH("/api/v1/users/me", { body: change }));
}

export async function changePassword(currentPassword: string, newPassword: string): Promise<void> {
  await api.POST("/api/v1/users/me/password", { body: { currentPassword, newPassword } });
}

export async function closeAccount(password: string): Promise<void> {
  await api.POST("/api/v1/users/me/close", { body: { password } });
}

export function readDevices() {
  return body(api.GET("/api/v1/users/me/sessions"));
}

export async function endDevice(id: string): Promise<void> {
  await api.DELETE("/api/v1/users/me/sessions/{session_id}", {
    params: { path: { session_id: id } },
  });
}

export async function endOtherDevices(): Promise<void> {
  await api.DELETE("/api/v1/users/me/sessions");
}

export function readMemberships() {
  return body(api.GET("/api/v1/users/me/memberships"));
}
