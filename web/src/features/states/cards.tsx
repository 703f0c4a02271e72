import { useState } from "react";
import type { Listing } from "@/api/contract";
import { BookedSummary } from "@/ui/booked-summary";
import { ListingCard } from "@/ui/listing-card";
import { SearchPill, type Wanted } from "@/ui/search-pill";
import { Skeleton } from "@/ui/states";
import { WhenPicker } from "@/ui/when-picker";
import { FIRST_DAY } from "./fixtures";
import { Section } from "./section";

const COURT: Listing = {
  id: "res_1",
  type: "appointment",
  name: "Арена «Медеу-Парк», 2-алаң",
  location: "Алматы",
  price: 12_000,
  currency: "KZT",
  rating: 4.9,
  available: true,
  images: [],
  vertical: "sauna",
  venueName: "Арена «Медеу-Парк»",
  slug: "medeu",
  reviewCount: 214,
  priceUnit: "hour",
  coordinates: null,
  timing: "slots",
  confirmation: "instant",
  tz: "Asia/Almaty",
  amenities: [],
  distanceKm: 1.2,
  hours: {
    opens: 480,
    closes: 1440,
    free: [
      { start: 480, end: 600 },
      { start: 960, end: 1080 },
      { start: 1260, end: 1440 },
    ],
  },
  nextSlots: ["16:00", "17:00", "21:00"].map((clock) => ({
    start: `${FIRST_DAY}T${clock}:00+05:00`,
    end: `${FIRST_DAY}T${clock.slice(0, 2)}:59:00+05:00`,
    startLocal: `${FIRST_DAY}T${clock}:00`,
    price: 12_000,
  })),
};
const { hours: _hours, nextSlots: _slots, distanceKm: _far, ...PLACE } = COURT;
const CARDS: readonly Listing[] = [
  COURT,
  {
    ...PLACE,
    id: "res_2",
    name: "Стандарт",
    vertical: "hotel",
    timing: "nights",
    ribbon: "00110000100000",
  },
  {
    ...PLACE,
    id: "res_3",
    name: "Лекция",
    vertical: "event",
    timing: "session",
    placesLeft: 3,
    price: 0,
  },
  {
    ...PLACE,
    id: "res_4",
    name: "Өте ұзын атауы бар орын, ол бір жолға сыймайды және бірнеше жолға бөлінеді",
    vertical: "clinic",
    rating: 0,
    price: null,
    hours: { opens: 480, closes: 1200, free: [] },
  },
];
const BOOKED = {
  startLocal: `${FIRST_DAY}T22:00:00`,
  endLocal: "2026-11-24T01:00:00",
  utcOffset: "+05:00",
  resourceName: "Баня «Тас Су»",
  venue: { name: "Баня «Тас Су»", city: "Алматы" },
};

/** Results of every timing, with and without a price, and what stands above and beside them. */
export function Cards() {
  const [wanted, setWanted] = useState<Wanted>({ date: FIRST_DAY, guests: 2 });
  return (
    <Section title="Cards">
      <SearchPill wanted={wanted} today={FIRST_DAY} onSearch={setWanted} />
      {CARDS.map((listing) => (
        <ListingCard
          key={listing.id}
          listing={listing}
          wide
          hot={listing.id === "res_2"}
          today={FIRST_DAY}
          onTake={() => undefined}
        />
      ))}
      <Skeleton height={186} />
      <BookedSummary booked={BOOKED} />
      <WhenPicker
        wanted={wanted}
        today={FIRST_DAY}
        onPick={(when) => setWanted({ ...wanted, ...when })}
        onDone={() => undefined}
      />
    </Section>
  );
}
