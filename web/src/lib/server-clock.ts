/** The server's clock as this page knows it, so that a wrong device clock shifts nothing. */
let aheadMs = 0;

export function noteServerTime(dateHeader: string | null): void {
  if (!dateHeader) return;
  const server = Date.parse(dateHeader);
  if (!Number.isNaN(server)) aheadMs = server - Date.now();
}

export function serverNow(): number {
  return Date.now() + aheadMs;
}
