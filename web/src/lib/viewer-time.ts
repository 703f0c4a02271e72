const OFFSET = /^([+-])(\d{2}):(\d{2})$/;

function minutesOf(utcOffset: string): number | undefined {
  const match = OFFSET.exec(utcOffset);
  if (!match) return undefined;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return match[1] === "-" ? -minutes : minutes;
}

/** "14:00" on the viewer's own clock, when the place's clock shows something else at that instant. */
export function viewerTime(
  start: string | null | undefined,
  utcOffset: string | null | undefined,
): string | undefined {
  if (!start || !utcOffset) return undefined;
  const instant = new Date(start);
  const there = minutesOf(utcOffset);
  if (there === undefined || Number.isNaN(instant.getTime())) return undefined;
  if (there === -instant.getTimezoneOffset()) return undefined;
  const two = (value: number) => String(value).padStart(2, "0");
  return `${two(instant.getHours())}:${two(instant.getMinutes())}`;
}
