import type { components } from "@/api/v1";

type Schemas = components["schemas"];

export type Listing = Schemas["ResultOut"];
export type NextSlot = Schemas["NextSlotOut"];
export type SearchReply = Schemas["SearchOut"];
export type Amenity = Schemas["AmenityOut"];
export type OfferedService = Schemas["ServiceSummary"];
export type ResourceDetail = Schemas["ResourceDetail"];
export type ServiceDetail = Schemas["ServiceDetail"];

/** What one page shows: a resource, or a service with only itself to choose. */
export interface Offer extends Omit<ResourceDetail, "session"> {
  session?: ResourceDetail["session"];
}

/** One start as the server offers it, in the place's own wall time. */
export interface Slot {
  start: string;
  end: string;
  startLocal: string;
  endLocal: string;
  utcOffset: string;
  available: boolean;
  free?: number | null;
  price?: number | null;
  currency?: string | null;
}

export interface SlotDays {
  tz: string;
  serverNow: string;
  days: readonly { date: string; slots: readonly Slot[] }[];
}

export interface NightCalendar {
  tz: string;
  serverNow: string;
  nights: readonly {
    date: string;
    free: number;
    available: boolean;
    canArrive: boolean;
    canDepart: boolean;
    minNights: number;
    maxNights?: number | null;
    price?: number | null;
    currency?: string | null;
  }[];
}
