/** The shapes the storefront reads. Instants come with the place's own wall time; it shows only that. */
type Maybe<T> = T | null;

export type Timing = "nights" | "slots" | "session";

export interface Picture {
  url: string;
  width?: Maybe<number>;
  height?: Maybe<number>;
  alt?: Maybe<string>;
}

export interface NextSlot {
  start: string;
  end?: Maybe<string>;
  startLocal: string;
  price?: Maybe<number>;
}

export interface Amenity {
  code: string;
  label: string;
}

export interface Listing {
  id: string;
  type: string;
  vertical?: Maybe<string>;
  name: string;
  venueName?: Maybe<string>;
  slug?: Maybe<string>;
  location?: Maybe<string>;
  coordinates?: Maybe<{ lat: number; lon: number }>;
  price?: Maybe<number>;
  currency?: Maybe<string>;
  priceUnit?: Maybe<string>;
  rating?: Maybe<number>;
  reviewCount?: Maybe<number>;
  available: boolean;
  images: readonly string[];
  attributes?: Maybe<Record<string, unknown>>;
  distanceKm?: Maybe<number>;
  timing?: Maybe<Timing>;
  serviceId?: Maybe<string>;
  nextSlots?: Maybe<readonly NextSlot[]>;
  amenities?: Maybe<readonly string[]>;
  startLocal?: Maybe<string>;
  placesLeft?: Maybe<number>;
  /** One letter a night from the first night asked for, else from today; "1" is sold out. */
  ribbon?: Maybe<string>;
}

export interface Count {
  value: string;
  label: string;
  count: number;
}

export interface SearchReply {
  data: readonly Listing[];
  /** Set when the words as typed found nothing and these were searched for. */
  meant?: Maybe<string>;
  pagination: { page: number; limit: number; total: number; totalIsExact?: Maybe<boolean> };
  facets?: Maybe<{
    vertical?: Maybe<readonly Count[]>;
    amenities?: Maybe<readonly Count[]>;
    price?: Maybe<{ min: number; max: number; currency: string }>;
    city?: Maybe<readonly Count[]>;
  }>;
}

export interface Venue {
  id: string;
  name: string;
  address?: Maybe<string>;
  city?: Maybe<string>;
  location?: Maybe<{ lat: number; lon: number }>;
  lat?: Maybe<number>;
  lon?: Maybe<number>;
  tz?: Maybe<string>;
  phone?: Maybe<string>;
  checkIn?: Maybe<string>;
  checkOut?: Maybe<string>;
}

export interface Policy {
  code: string;
  summary?: Maybe<string>;
  deadlines?: Maybe<
    readonly { untilLocal?: Maybe<string>; refund?: Maybe<number>; fee?: Maybe<number> }[]
  >;
}

export interface OfferedService {
  id: string;
  name: string;
  durationMinutes: number;
  price?: Maybe<number>;
  currency?: Maybe<string>;
}

/** Minutes a visit may last; absent when the length is fixed. */
export interface Durations {
  default: number;
  minimum: number;
  maximum: number;
  step: number;
}

export interface VerticalDetail {
  code: string;
  durations?: Maybe<Durations>;
}

interface OfferDetail {
  id: string;
  type: string;
  vertical?: Maybe<string>;
  name: string;
  description?: Maybe<string>;
  venue: Venue;
  vendorId: string;
  timing: Timing;
  images: readonly Picture[];
  rating?: Maybe<number>;
  reviewCount?: Maybe<number>;
  price?: Maybe<number>;
  currency?: Maybe<string>;
  priceUnit?: Maybe<string>;
  confirmation?: Maybe<string>;
  paymentTiming?: Maybe<string>;
  policy?: Maybe<Policy>;
}

export interface ResourceDetail extends OfferDetail {
  capacity: number;
  maxParty?: Maybe<number>;
  amenities: readonly Amenity[];
  attributes?: Maybe<Record<string, unknown>>;
  services?: Maybe<readonly OfferedService[]>;
}

export interface ServiceDetail extends OfferDetail {
  durationMinutes: number;
  staff?: Maybe<readonly { resourceId: string; name: string }[]>;
}

export interface Slot {
  start: string;
  end: string;
  startLocal: string;
  endLocal: string;
  utcOffset: string;
  available: boolean;
  free?: Maybe<number>;
  price?: Maybe<number>;
  currency?: Maybe<string>;
  reason?: Maybe<unknown>;
}

export interface SlotDay {
  date: string;
  opens?: Maybe<readonly { startLocal: string; endLocal: string }[]>;
  slots: readonly Slot[];
}

export interface SlotDays {
  tz: string;
  serverNow: string;
  days: readonly SlotDay[];
}

export interface NightOffer {
  date: string;
  free: number;
  capacity?: Maybe<number>;
  available: boolean;
  canArrive: boolean;
  canDepart: boolean;
  minNights: number;
  maxNights?: Maybe<number>;
  price?: Maybe<number>;
  currency?: Maybe<string>;
}

export interface NightCalendar {
  tz: string;
  checkIn?: Maybe<string>;
  checkOut?: Maybe<string>;
  serverNow: string;
  nights: readonly NightOffer[];
}
