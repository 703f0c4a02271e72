// Opening hours, taken times and prices of the development server; deterministic per day.
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
const OFFSET = 5 * HOUR;

export const taken = new Map(); // `${resource} ${key}` -> quantity

export const localDate = (ms) => new Date(ms + OFFSET).toISOString().slice(0, 10);
export const localTime = (ms) => new Date(ms + OFFSET).toISOString().slice(0, 16);
export const instant = (ms) => new Date(ms).toISOString().replace(".000Z", "Z");
export const midnight = (date) => Date.parse(`${date}T00:00:00Z`) - OFFSET;
export const addDay = (date, days) =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);

const noise = (text) => {
  let hash = 2166136261;
  for (const letter of text) hash = Math.imul(hash ^ letter.charCodeAt(0), 16777619);
  return ((hash >>> 0) % 1000) / 1000;
};

export function priceAt(place, ms, minutes) {
  const local = localTime(ms);
  const weekend = [0, 6].includes(new Date(`${local.slice(0, 10)}T00:00Z`).getUTCDay());
  const peak = Number(local.slice(11, 13)) >= 17 || weekend;
  const hourly = peak ? place.price : Math.round((place.price * 0.75) / 100) * 100;
  return place.unit === "hour" ? Math.round((hourly * minutes) / 60) : place.price;
}

export function freeAt(place, ms, minutes) {
  let least = place.capacity;
  for (let at = ms; at < ms + minutes * 60_000; at += place.grid * 60_000) {
    const key = `${place.id} ${instant(at)}`;
    const base =
      noise(key.slice(0, -6)) < 0.32
        ? place.capacity
        : Math.floor(noise(key) * place.capacity * 0.7);
    least = Math.min(least, place.capacity - base - (taken.get(key) ?? 0));
  }
  return Math.max(0, least);
}

export function slotsOf(place, date, now, { duration = place.duration, price, quantity = 1 } = {}) {
  if (place.timing === "session") return sessionSlots(place, date, quantity);
  const [from, to] = place.hours;
  const slots = [];
  for (let minute = from * 60; minute + duration <= to * 60; minute += place.grid) {
    const start = midnight(date) + minute * 60_000;
    if (start < now) continue;
    const free = freeAt(place, start, duration);
    slots.push(slot(start, duration, free, quantity, price ?? priceAt(place, start, duration)));
  }
  return slots;
}

function slot(start, duration, free, quantity, price) {
  return {
    start: instant(start),
    end: instant(start + duration * 60_000),
    startLocal: localTime(start),
    endLocal: localTime(start + duration * 60_000),
    utcOffset: "+05:00",
    available: free >= quantity,
    free,
    price,
    currency: "KZT",
  };
}

function sessionSlots(place, date, quantity) {
  const day = new Date(`${date}T00:00Z`).getUTCDay();
  if (day !== 6) return [];
  const start = midnight(date) + 20 * HOUR;
  const sold = place.sold + (taken.get(`${place.id} ${instant(start)}`) ?? 0);
  return [slot(start, 120, Math.max(0, place.capacity - sold), quantity, place.price)];
}

export function nightsOf(place, from, days, today) {
  return Array.from({ length: days }, (_, n) => addDay(from, n))
    .filter((date) => date >= today)
    .map((date) => {
      const weekday = new Date(`${date}T00:00Z`).getUTCDay();
      const weekend = weekday === 5 || weekday === 6;
      const used =
        noise(`${place.id}${date}`) < 0.16 ? place.capacity : Math.floor(noise(date) * 9);
      const free = Math.max(0, place.capacity - used - (taken.get(`${place.id} ${date}`) ?? 0));
      return {
        date,
        free,
        capacity: place.capacity,
        available: free > 0,
        canArrive: free > 0 && weekday !== 0,
        canDepart: true,
        minNights: weekend ? 2 : 1,
        maxNights: 14,
        price: weekend ? Math.round(place.price * 1.15) : place.price,
        currency: "KZT",
      };
    });
}

export function ribbonOf(place, from) {
  return nightsOf(place, from, 14, from)
    .map(({ available }) => (available ? "0" : "1"))
    .join("");
}
