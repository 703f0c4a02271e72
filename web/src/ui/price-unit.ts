import { type MessageId, useLanguage } from "@/lib/i18n";

const UNITS: Record<string, MessageId> = {
  night: "unit.night",
  hour: "unit.hour",
  day: "unit.day",
  person: "unit.person",
  seat: "unit.seat",
  place: "unit.seat",
  ticket: "unit.seat",
  session: "unit.seat",
  visit: "unit.visit",
  slot: "unit.visit",
  booking: "unit.visit",
  service: "unit.service",
};

/** "per night", "per hour"; an unknown unit says nothing rather than something wrong. */
export function usePriceUnit(): (unit: string | null | undefined) => string {
  const { t } = useLanguage();
  return (unit) => {
    const known = unit ? UNITS[unit.replace(/^per_/, "")] : undefined;
    return known ? t(known) : "";
  };
}
