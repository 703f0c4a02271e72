import type { Policy, Venue } from "@/api/contract";

/** The shapes of what is priced, held, booked and paid. */
type Maybe<T> = T | null;

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
