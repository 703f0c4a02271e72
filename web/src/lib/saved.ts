import { currentActing } from "@/lib/acting-store";

const OF_THE_SCREEN = new Set(["sb.lang", "sb.theme"]);

/** What is kept while an operator acts in somebody's name is not the operator's, and goes with it. */
function store(key: string): Storage {
  return currentActing() && !OF_THE_SCREEN.has(key) ? sessionStorage : localStorage;
}

/** localStorage that never throws: private windows and full disks must not break a booking. */
export function readSaved(key: string): string | null {
  try {
    return store(key).getItem(key);
  } catch {
    return null;
  }
}

export function save(key: string, value: string | null): void {
  try {
    if (value === null) store(key).removeItem(key);
    else store(key).setItem(key, value);
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
