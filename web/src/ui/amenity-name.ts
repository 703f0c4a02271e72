import { type MessageId, useLanguage } from "@/lib/i18n";

const NAMES: Record<string, MessageId> = {
  wifi: "amenity.wifi",
  parking: "amenity.parking",
  breakfast: "amenity.breakfast",
  kitchen: "amenity.kitchen",
  pool: "amenity.pool",
  gym: "amenity.gym",
  air_conditioning: "amenity.airConditioning",
  shower: "amenity.shower",
  lockers: "amenity.lockers",
  wheelchair: "amenity.wheelchair",
  pets: "amenity.pets",
  card_payment: "amenity.cards",
};

/** Known amenities in the reader's language, others as the vendor wrote them. */
export function useAmenityName(): (code: string) => string {
  const { t } = useLanguage();
  return (code) => {
    const known = NAMES[code.toLowerCase()];
    return known ? t(known) : code.replaceAll("_", " ");
  };
}
