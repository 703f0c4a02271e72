import { useEffect } from "react";
import type { MessageId } from "@/lib/i18n";
import { readSaved, save } from "@/lib/saved";

/** One key and what it does here; `alone` keys can be switched off (WCAG 2.1.4). */
export interface Shortcut {
  key: string;
  label: MessageId;
  run: (event: KeyboardEvent) => void;
}

const registered = new Set<readonly Shortcut[]>();
const listeners = new Set<() => void>();
let snapshot: readonly Shortcut[] = [];

function tell(): void {
  snapshot = [...registered].flat();
  for (const listener of listeners) listener();
}

export function watchShortcuts(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What can be pressed on this screen, for the help. */
export function currentShortcuts(): readonly Shortcut[] {
  return snapshot;
}

export function shortcutsOn(): boolean {
  return readSaved("sb.keys") !== "off";
}

export function switchShortcuts(on: boolean): void {
  save("sb.keys", on ? "on" : "off");
  tell();
}

function typing(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches("input, textarea, select, [role=textbox]");
}

/** The letter of a key whatever the keyboard's language: "n" also on a Cyrillic layout. */
export function keyOf(event: KeyboardEvent): string {
  if (/^Key[A-Z]$/.test(event.code)) return event.code.slice(3).toLowerCase();
  return event.key;
}

function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (!shortcutsOn() || typing(event.target) || document.querySelector("dialog[open]")) return;
  const key = keyOf(event);
  const found = snapshot.findLast((shortcut) => shortcut.key === key);
  if (!found) return;
  event.preventDefault();
  found.run(event);
}

/** Keys of a screen while it is shown; `shortcuts` should be memoised. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  useEffect(() => {
    if (registered.size === 0) addEventListener("keydown", onKey);
    registered.add(shortcuts);
    tell();
    return () => {
      registered.delete(shortcuts);
      if (registered.size === 0) removeEventListener("keydown", onKey);
      tell();
    };
  }, [shortcuts]);
}
