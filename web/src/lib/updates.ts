/** The service worker: keeps the app and one's own bookings at hand without a connection. */

let waiting: ServiceWorker | undefined;
const listeners = new Set<() => void>();

export function updateReady(): boolean {
  return waiting !== undefined;
}

export function watchUpdate(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function found(worker: ServiceWorker | null): void {
  if (!worker) return;
  waiting = worker;
  for (const listener of listeners) listener();
}

/** The new version takes over, and the page is loaded anew with it. */
export function takeUpdate(): void {
  if (!waiting) return;
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), {
    once: true,
  });
  waiting.postMessage("activate");
}

async function register(): Promise<void> {
  const registration = await navigator.serviceWorker.register("/sw.js");
  if (registration.waiting && navigator.serviceWorker.controller) found(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const worker = registration.installing;
    worker?.addEventListener("statechange", () => {
      // The very first worker is no update: there was nothing before it.
      if (worker.state === "installed" && navigator.serviceWorker.controller) found(worker);
    });
  });
}

/** After the page is usable; a browser without it, or one that refuses, loses nothing else. */
export function keepForOffline(): void {
  if (!("serviceWorker" in navigator) || !import.meta.env.PROD) return;
  const start = () => void register().catch(() => undefined);
  if (document.readyState === "complete") start();
  else addEventListener("load", start, { once: true });
}

/** What was kept of bookings goes with the account it belonged to. */
export function forgetKept(): void {
  if ("caches" in globalThis) void caches.delete("own-bookings").catch(() => false);
}
