import type { components } from "@/api/v1";
import { addDays, datePart, timePart } from "@/lib/civil";
import { money } from "@/lib/format/money";
import { shortDay, timeRange } from "@/lib/format/when";
import { chooseLocale } from "@/lib/locale";
import { randomKey } from "@/lib/random-key";
import { ask } from "./ask";
import { element, type Part } from "./element";
import { WORDS } from "./words";
import "@/ui/tokens.css";
import "./embed.css";

type Schemas = components["schemas"];
type Shown = Schemas["ShownOffer"];
type Slot = Schemas["FreeSlot"];

const query = new URLSearchParams(location.search);
const locale = chooseLocale(query.get("lang"), null, navigator.languages);
const words = WORDS[locale];
const slug = decodeURIComponent(location.pathname.split("/")[2] ?? "");
const root = document.querySelector("main");
const DAYS = 7;

/** Only to the page that framed us; without a frame nobody listens. */
function tell(type: string, detail?: unknown): void {
  const origin = query.get("origin");
  if (parent !== window && origin) parent.postMessage({ type, detail }, origin);
}

function show(heading: string, ...parts: Part[]): void {
  const title = element("h1", { tabIndex: -1 }, heading);
  root?.replaceChildren(title, ...parts);
  if (root?.dataset.begun) title.focus({ preventScroll: true });
  if (root) root.dataset.begun = "yes";
}

const back = (step: () => void) =>
  element("button", { type: "button", className: "quiet", onclick: step }, `← ${words.back}`);
const headers = { "Accept-Language": locale };

function fail(): void {
  tell("error", { message: words.wrong });
  root?.append(element("p", { role: "alert", className: "bad" }, words.wrong));
}

function priceOf({ price, currency }: Shown): string {
  return price === null ? "" : `${words.from} ${money(locale, price, currency)}`;
}

function offers(business: Schemas["ShowcaseOut"]): void {
  const home = () => offers(business);
  const list = business.offers.map((offer) =>
    element(
      "button",
      { type: "button", className: "offer", onclick: () => void times(offer, home) },
      element("b", {}, offer.name),
      element(
        "small",
        {},
        [offer.durationMinutes ? `${offer.durationMinutes} ${words.minutes}` : "", priceOf(offer)]
          .filter(Boolean)
          .join(" · "),
      ),
    ),
  );
  show(
    business.name,
    element("h2", {}, words.choose),
    element("div", { className: "list" }, ...list),
  );
}

/** Dates of stays, tickets and payments in advance are for the whole page, outside of the frame. */
function elsewhere(offer: Shown, home: () => void): void {
  const href = `/v/${offer.venueSlug}/${offer.id}?lang=${locale}`;
  const link = element(
    "a",
    { href, target: "_blank", rel: "noopener", className: "primary" },
    words.full,
  );
  show(offer.name, back(home), element("p", {}, words.fullText), link);
}

async function times(offer: Shown, home: () => void, from?: string): Promise<void> {
  const simple = offer.timing === "slots" && ["on_site", "free"].includes(offer.paymentTiming);
  if (!simple) return elsewhere(offer, home);
  const start = from ? `&from=${from}` : "";
  const kind = offer.kind === "service" ? "services" : "resources";
  try {
    const found = await ask<Schemas["SlotsReply"]>(
      `/api/v1/${kind}/${offer.id}/slots?days=${DAYS}${start}`,
      { headers },
    );
    const days = found.days.flatMap(({ date, slots }) => {
      const free = slots.filter(({ available }) => available);
      if (free.length === 0) return [];
      const buttons = free.map((slot) =>
        element(
          "button",
          {
            type: "button",
            className: "slot",
            onclick: () => {
              tell("selected", { offerId: offer.id, start: slot.start });
              form(offer, slot, () => void times(offer, home, from));
            },
          },
          timePart(slot.startLocal),
        ),
      );
      const day = element("section", {}, element("h2", {}, shortDay(locale, date)));
      day.append(element("div", { className: "slots" }, ...buttons));
      return [day];
    });
    const last = found.days.at(-1)?.date;
    const more = last
      ? [
          element(
            "button",
            {
              type: "button",
              className: "quiet",
              onclick: () => void times(offer, home, addDays(last, 1)),
            },
            `${words.later} →`,
          ),
        ]
      : [];
    const none = days.length === 0 ? [element("p", {}, words.none)] : [];
    show(offer.name, back(home), ...none, ...days, ...more);
  } catch {
    fail();
  }
}

const input = (name: string, label: string, type: string, autocomplete: AutoFill) =>
  element(
    "label",
    {},
    element("span", {}, label),
    element("input", { name, type, required: true, autocomplete, maxLength: 120 }),
  );

function form(offer: Shown, slot: Slot, toTimes: () => void): void {
  const when = `${shortDay(locale, datePart(slot.startLocal))}, ${timeRange(locale, slot.startLocal, slot.endLocal)}`;
  const key = randomKey();
  const button = element("button", { type: "submit", className: "primary" }, words.book);
  const filled = element(
    "form",
    {},
    element("h2", {}, words.who),
    input("name", words.name, "text", "name"),
    input("phone", words.phone, "tel", "tel"),
    button,
  );
  filled.onsubmit = async (event) => {
    event.preventDefault();
    if (button.getAttribute("aria-busy")) return;
    button.setAttribute("aria-busy", "true");
    const data = new FormData(filled);
    const which = offer.kind === "service" ? { serviceId: offer.id } : { resourceId: offer.id };
    try {
      const booked = await ask<Schemas["BookingCreated"]>("/api/v1/bookings", {
        method: "POST",
        headers: { ...headers, "Content-Type": "application/json", "Idempotency-Key": key },
        body: JSON.stringify({
          ...which,
          startDate: slot.start,
          endDate: slot.end,
          userDetails: { firstName: data.get("name"), phone: data.get("phone") },
          paymentMethod: "pay_on_site",
        }),
      });
      tell("booked", { bookingId: booked.bookingId, code: booked.confirmationCode });
      show(
        words.done,
        element("p", {}, `${offer.name}, ${when}`),
        element(
          "p",
          {},
          `${words.code}: `,
          element("b", { className: "code" }, booked.confirmationCode),
        ),
        element("p", {}, words.onSite),
      );
    } catch (error) {
      button.removeAttribute("aria-busy");
      const message = error instanceof Error && error.message ? error.message : words.wrong;
      tell("error", { message });
      filled.querySelector("[role=alert]")?.remove();
      button.before(element("p", { role: "alert", className: "bad" }, message));
    }
  };
  show(offer.name, back(toTimes), element("p", { className: "when" }, when), filled);
}

async function begin(): Promise<void> {
  document.documentElement.lang = locale;
  const theme = query.get("theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  const accent = query.get("accent") ?? "";
  if (/^#[\da-f]{6}$/i.test(accent)) document.documentElement.style.setProperty("--accent", accent);
  new ResizeObserver(() => tell("height", Math.ceil(document.body.scrollHeight))).observe(
    document.body,
  );
  try {
    const business = await ask<Schemas["ShowcaseOut"]>(
      `/api/v1/businesses/${encodeURIComponent(slug)}`,
      { headers },
    );
    const wanted = business.offers.find(({ id }) => id === query.get("service"));
    if (wanted) await times(wanted, () => offers(business));
    else offers(business);
    tell("ready", { business: slug });
  } catch {
    tell("error", { message: words.gone });
    show(words.gone);
  }
}

void begin();
