import type { components } from "@/api/v1";

type Schemas = components["schemas"];

export type LineRequest = Schemas["LineRequest"];
export type Quote = Schemas["QuoteOut"];
export type Hold = Schemas["HoldView"];
export type Booking = Schemas["BookingView"];
export type BookingCreated = Schemas["BookingCreated"];
export type CodeAsked = Schemas["CodeAskedView"];
export type BookingSummary = Schemas["BookingSummary"];
export type BookedLine = Schemas["LineView"];
export type PaymentMethod = Schemas["MethodOut"];
export type Session = Schemas["SignedIn"];
