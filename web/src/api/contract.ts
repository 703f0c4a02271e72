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

export type Slot = Schemas["FreeSlot"];
export type SlotDays = Schemas["SlotsReply"];
export type NightCalendar = Schemas["NightsReply"];
