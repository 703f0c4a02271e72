/** localStorage that never throws: private windows and full disks must not break a booking. */
export function readSaved(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function save(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // Nothing depends on what is saved; it only spares typing.
  }
}

export function readSavedRecord(key: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(readSaved(key) ?? "{}");
    return typeof parsed === "object" && parsed !== null ? { ...parsed } : {};
  } catch {
    return {};
  }
}
