import type { MessageId } from "@/lib/i18n";

/** The templates in the order of the tiles; labels are short enough for a phone. */
export const VERTICALS: readonly { code: string; label: MessageId }[] = [
  { code: "hotel", label: "vertical.hotel" },
  { code: "salon", label: "vertical.salon" },
  { code: "sauna", label: "vertical.sauna" },
  { code: "clinic", label: "vertical.clinic" },
  { code: "restaurant", label: "vertical.restaurant" },
  { code: "pool", label: "vertical.pool" },
  { code: "coworking", label: "vertical.coworking" },
  { code: "event", label: "vertical.event" },
  { code: "other", label: "vertical.other" },
];
