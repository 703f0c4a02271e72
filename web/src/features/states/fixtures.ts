import { addDays } from "@/lib/civil";
import { nightTable } from "@/lib/stay";

export const FIRST_DAY = "2026-11-23";

export const WEEK = Array.from({ length: 7 }, (_, step) => {
  const date = addDays(FIRST_DAY, step);
  return {
    date,
    slots: Array.from({ length: 8 }, (_, hour) => {
      const clock = String(hour + 12);
      const next = String(hour + 13);
      return {
        start: `${date}T${clock}:00:00+05:00`,
        startLocal: `${date}T${clock}:00`,
        endLocal: `${date}T${next}:00`,
        utcOffset: "+05:00",
        available: (hour * 7 + step * 3) % 5 !== 0,
        price: hour > 4 ? 12_000 : 9_000,
        currency: "KZT",
      };
    }),
  };
});

export const TABLE = nightTable(
  Array.from({ length: 62 }, (_, step) => ({
    date: addDays(FIRST_DAY, step),
    available: step % 9 !== 7,
    canArrive: step % 9 !== 7 && step % 7 !== 6,
    canDepart: true,
    minNights: step % 7 === 4 ? 2 : 1,
    maxNights: 14,
    price: step % 7 > 3 ? 32_200 : 28_000,
    currency: "KZT",
  })),
);

export const PRICE_LINES = [
  { kind: "base", label: "Поле, 2 часа", amount: 24_000 },
  { kind: "discount", label: "Промокод DALA", amount: -2_400 },
  { kind: "fee", label: "Инвентарь", amount: 1_200 },
];

export const PINS = [
  {
    id: "a",
    name: "Арена",
    house: "Арена",
    kind: "sauna",
    label: "12 000 ₸",
    at: { lat: 43.238, lon: 76.945 },
  },
  {
    id: "b",
    name: "Баня",
    house: "Баня",
    kind: "sauna",
    label: "26 000 ₸",
    at: { lat: 43.25, lon: 76.92 },
  },
  {
    id: "c",
    name: "Студия",
    house: "Студия",
    kind: "other",
    label: "7 000 ₸",
    at: { lat: 43.251, lon: 76.921 },
  },
  {
    id: "d",
    name: "Бассейн",
    house: "Бассейн",
    kind: "pool",
    label: "3 500 ₸",
    at: { lat: 43.22, lon: 76.96 },
  },
];

export const STATUSES = [
  "held",
  "awaiting_approval",
  "pending_payment",
  "confirmed",
  "in_progress",
  "completed",
  "cancelled",
  "no_show",
  "declined",
  "expired",
  "abandoned",
  "refunded_unavailable",
];
