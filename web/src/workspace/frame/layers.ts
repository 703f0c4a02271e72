/** What lies over every screen of a business: a booking beside it, and the form for a new one. */
export interface NewBookingStart {
  resourceId?: string;
  /** Venue time, "2026-11-21T15:30". */
  start?: string;
  /** Minutes the person drew on the calendar. */
  minutes?: number;
  phone?: string;
  name?: string;
}

export interface Layers {
  booking: string | null;
  fresh: NewBookingStart | null;
}

let shown: Layers = { booking: null, fresh: null };
const listeners = new Set<() => void>();

function tell(next: Layers): void {
  shown = next;
  for (const listener of listeners) listener();
}

export function currentLayers(): Layers {
  return shown;
}

export function watchLayers(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function openBooking(bookingId: string | null): void {
  tell({ ...shown, booking: bookingId });
}

export function openNewBooking(start: NewBookingStart = {}): void {
  tell({ ...shown, fresh: start });
}

export function closeNewBooking(): void {
  tell({ ...shown, fresh: null });
}
