import { readSavedRecord, save } from "@/lib/saved";

/** Name and phone typed once are there next time; a returning guest then has no field to fill. */
export interface GuestDetails {
  phone: string;
  name: string;
  email: string;
}

const KEY = "sb.guest";
const text = (value: unknown): string => (typeof value === "string" ? value.slice(0, 200) : "");

export function savedGuest(): GuestDetails {
  const saved = readSavedRecord(KEY);
  return { phone: text(saved.phone), name: text(saved.name), email: text(saved.email) };
}

export function saveGuest(guest: GuestDetails): void {
  save(KEY, JSON.stringify(guest));
}

const DIGITS = 10;

/** A hint only, the server judges: enough digits to be a number with its country code. */
export function looksLikePhone(phone: string): boolean {
  const digits = phone.replace(/\D/g, "");
  return digits.length >= DIGITS && digits.length <= 15 && /^[+\d\s().-]+$/.test(phone.trim());
}

/** "+7 701 555 04 18" from "87015550418"; other countries are left as typed. */
export function normalPhone(phone: string): string {
  const digits = phone.replace(/\D/g, "");
  if (digits.length === 11 && digits.startsWith("8") && !phone.trim().startsWith("+")) {
    return `+7${digits.slice(1)}`;
  }
  if (digits.length === 10 && digits.startsWith("7")) return `+7${digits}`;
  return `+${digits}`;
}
