// Without a connection: the app itself, its fonts and words, and the visitor's own coming bookings
// with their codes. Never times, prices or places: those are asked for or not shown.
// The build puts its version and the names of its files in (tools/service-worker.mjs).
const VERSION = "__VERSION__";
const SHELL = __FILES__;
const APP = `app-${VERSION}`;
const OWN = "own-bookings";
const KEPT_BOOKINGS = 30;
const COMING = new Set(["confirmed", "awaiting_approval", "pending_payment", "in_progress"]);
const BOOKING = /^\/api\/v1\/bookings\/bkg_\w+$/;
const PAGES_OF_THE_SERVER = /^\/(api|docs|problems|r|metrics|livez|readyz|startupz)(\/|$)/;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(APP).then((cache) => cache.addAll(SHELL)));
});

self.addEventListener("activate", (event) => {
  const old = (name) => name.startsWith("app-") && name !== APP;
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

// The page asks for it when nobody is in the middle of something.
self.addEventListener("message", ({ data }) => {
  if (data === "activate") self.skipWaiting();
});

async function page(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const shell = await caches.match("/index.html");
    if (shell) return shell;
    throw error;
  }
}

async function asset(request) {
  return (await caches.match(request, { ignoreSearch: true })) ?? fetch(request);
}

async function keepBooking(path, reply) {
  const cache = await caches.open(OWN);
  const { status, endsAt } = await reply.clone().json();
  if (!COMING.has(status) || Date.parse(endsAt) < Date.now()) {
    await cache.delete(path);
    return;
  }
  const headers = new Headers(reply.headers);
  headers.set("X-Saved", "1");
  await cache.put(path, new Response(await reply.blob(), { status: 200, headers }));
  const names = await cache.keys();
  await Promise.all(names.slice(0, -KEPT_BOOKINGS).map((name) => cache.delete(name)));
}

async function booking(request, path, waitUntil) {
  try {
    const reply = await fetch(request);
    if (reply.ok) waitUntil(keepBooking(path, reply.clone()).catch(() => undefined));
    return reply;
  } catch (error) {
    const saved = await (await caches.open(OWN)).match(path);
    if (saved) return saved;
    throw error;
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (BOOKING.test(pathname) && !request.headers.has("X-Acting")) {
    event.respondWith(booking(request, pathname, (work) => event.waitUntil(work)));
  } else if (request.mode === "navigate") {
    if (!PAGES_OF_THE_SERVER.test(pathname)) event.respondWith(page(request));
  } else if (pathname.startsWith("/assets/") || pathname.startsWith("/icon")) {
    event.respondWith(asset(request));
  }
});
