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

export interface LineRequest {
  resourceId?: string;
  serviceId?: string;
  staffId?: string;
  start?: string;
  end?: string;
  startDate?: string;
  endDate?: string;
  quantity: number;
  guests?: { adults: number; children: number };
}

export interface PriceLine {
  kind: string;
  label: string;
  amount: number;
}

export interface Quote {
  quoteToken: string;
  expiresAt: string;
  currency: string;
  total: number;
  dueNow?: Maybe<number>;
  dueOnSite?: Maybe<number>;
  deposit?: Maybe<number>;
  lines: readonly PriceLine[];
  policy?: Maybe<Policy>;
  serverNow: string;
}

export interface BookedLine {
  resourceId?: Maybe<string>;
  serviceId?: Maybe<string>;
  name?: Maybe<string>;
  start?: Maybe<string>;
  end?: Maybe<string>;
  startLocal?: Maybe<string>;
  endLocal?: Maybe<string>;
  startDate?: Maybe<string>;
  endDate?: Maybe<string>;
  quantity: number;
}

export interface Hold {
  bookingId: string;
  status: string;
  expiresAt: string;
  extensionsLeft: number;
  serverNow: string;
  total: number;
  dueNow?: Maybe<number>;
  dueOnSite?: Maybe<number>;
  currency: string;
  lines?: Maybe<readonly BookedLine[]>;
  priceBreakdown?: Maybe<readonly PriceLine[]>;
  policy?: Maybe<Policy>;
  manageToken?: Maybe<string>;
}

export interface Booking {
  bookingId: string;
  status: string;
  confirmationCode?: Maybe<string>;
  paymentStatus?: Maybe<string>;
  resourceId?: Maybe<string>;
  serviceId?: Maybe<string>;
  resourceName?: Maybe<string>;
  startDate?: Maybe<string>;
  endDate?: Maybe<string>;
  totalPrice: number;
  currency: string;
  createdAt?: Maybe<string>;
  startsAt?: Maybe<string>;
  endsAt?: Maybe<string>;
  startLocal?: Maybe<string>;
  endLocal?: Maybe<string>;
  tz?: Maybe<string>;
  utcOffset?: Maybe<string>;
  venue?: Maybe<Venue>;
  lines?: Maybe<readonly BookedLine[]>;
  priceBreakdown?: Maybe<readonly PriceLine[]>;
  policy?: Maybe<Policy>;
  allowedActions?: Maybe<readonly string[]>;
  holdExpiresAt?: Maybe<string>;
  extensionsLeft?: Maybe<number>;
  dueNow?: Maybe<number>;
  dueOnSite?: Maybe<number>;
  refundAmount?: Maybe<number>;
  serverNow?: Maybe<string>;
  nextAction?: Maybe<{ type: string; url: string }>;
  manageToken?: Maybe<string>;
  manageUrl?: Maybe<string>;
  clientSecret?: Maybe<string>;
}

export interface RefundPreview {
  refundAmount: number;
  fee?: Maybe<number>;
  currency: string;
}

export interface PaymentMethod {
  code: string;
  label: string;
  kind: string;
}

export interface PaymentIntent {
  intentId?: Maybe<string>;
  bookingId?: Maybe<string>;
  status: string;
}

export interface User {
  id: string;
  name?: Maybe<string>;
  email?: Maybe<string>;
  phone?: Maybe<string>;
  locale?: Maybe<string>;
}

export interface Session {
  user: User;
  accessToken: string;
  expiresIn: number;
  refreshToken?: Maybe<string>;
}

export interface BookingList {
  data: readonly Booking[];
  pagination?: Maybe<{ page: number; limit: number; total: number }>;
}
