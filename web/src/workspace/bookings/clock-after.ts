import { addDays } from "@/lib/civil";

/** Wall time so many minutes after another, perhaps on the next date. */
export function clockAfter(date: string, time: string, minutes: number): string {
  const [hour = 0, minute = 0] = time.split(":").map(Number);
  const whole = hour * 60 + minute + minutes;
  const clock = `${String(Math.floor(whole / 60) % 24).padStart(2, "0")}:${String(whole % 60).padStart(2, "0")}`;
  return `${addDays(date, Math.floor(whole / 1440))}T${clock}:00`;
}
