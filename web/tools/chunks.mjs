// A phone on slow 4G pays about 150 ms for every six files, however small they are. So what every page
// of the storefront needs is three files instead of seventy: what the widget's frame shares with the app,
// what the entry imports, and the parts most pages are made of.
const SHARED_WITH_THE_FRAME = /src\/lib\/(civil|locale|random-key|format\/)|modulepreload-polyfill/;
const ENTRIES = /src\/embed\/|src\/main\.tsx|\.html|tokens\.css/;
const PARTS =
  /src\/(lib\/(page-title|own-bookings|guest-store|viewer-time|use-today|in-turns|use-media)|api\/(client|calls|booking-calls|transport|use-(place-hold|own-bookings|suggestions))|ui\/(field|dialog|price|plan|listing-card|slot-grid|search-pill|when-picker|month|booked-summary))|@tanstack\/|openapi-fetch|lucide-react\/.*\/(chevron-(left|right)|clock|check|plus|minus|phone|map-pin)\.js/;

export const chunks = {
  groups: [
    { name: "time", test: SHARED_WITH_THE_FRAME, priority: 3 },
    { name: "app", tags: ["$initial"], test: (id) => !ENTRIES.test(id), priority: 2 },
    { name: "parts", test: PARTS, minShareCount: 2, priority: 1 },
  ],
};
