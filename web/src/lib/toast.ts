/** A short message at the bottom of the page; the newest replaces the one before. */
export interface ToastMessage {
  id: number;
  text: string;
  /** For instance "Undo"; then the message stays a little longer. */
  action?: { label: string; run: () => void };
}

let shown: ToastMessage | null = null;
const listeners = new Set<() => void>();

function tell(next: ToastMessage | null): void {
  shown = next;
  for (const listener of listeners) listener();
}

export function showToast(text: string, action?: ToastMessage["action"]): void {
  tell({ id: (shown?.id ?? 0) + 1, text, ...(action ? { action } : {}) });
}

export function hideToast(): void {
  tell(null);
}

export function currentToast(): ToastMessage | null {
  return shown;
}

export function watchToast(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
