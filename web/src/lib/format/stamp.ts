const two = (value: number) => String(value).padStart(2, "0");

/** An instant on this device's clock, in digits only: the same in every language. */
export function stamp(instant: string): string {
  const at = new Date(instant);
  const day = `${two(at.getDate())}.${two(at.getMonth() + 1)}.${at.getFullYear()}`;
  return `${day} ${clock(instant)}`;
}

/** Hours and minutes of an instant on this device's clock. */
export function clock(instant: string): string {
  const at = new Date(instant);
  return `${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** Whole minutes from the server's now to an instant; negative when it is past. */
export function minutesBetween(serverNow: string, instant: string): number {
  return Math.round((Date.parse(instant) - Date.parse(serverNow)) / 60_000);
}
