"""What callers get. The founding shapes (S1.65-S1.68) are kept to the letter and extended."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from smartbooking.bookings.schemas.codes import CodeAskedView
from smartbooking.bookings.schemas.hints import GuestHint
from smartbooking.infra.http.wire import Amount, BookingRef, Instant, ResourceRef, ServiceRef, VendorRef, VenueRef, Wire


class PriceLine(Wire):
    """One amount of the price and why it is there; `line` counts the things booked, from 1."""

    line: int
    kind: str = Field(examples=["base"])
    code: str
    label: str
    amount: Amount
    params: dict[str, Any] = Field(default_factory=dict)


class DeadlineView(Wire):
    """Cancelling before `untilLocal` (venue time; none: later) returns `refund` and costs `fee`."""

    until_local: str | None = None
    fee: Amount
    refund: Amount


class PolicyView(Wire):
    """The cancellation policy frozen for this booking."""

    code: str
    summary: str
    deadlines: list[DeadlineView]


class LineView(Wire):
    """One thing booked, in venue time."""

    line: int
    resource_id: ResourceRef | None = None
    service_id: ServiceRef | None = None
    name: str
    start: Instant
    end: Instant
    start_local: str
    end_local: str
    utc_offset: str
    start_date: str | None = None
    end_date: str | None = None
    nights: int | None = None
    quantity: int
    adults: int
    children: int
    total: Amount
    visits: int = Field(0, description="It is paid with so many visits of a pass, and `total` is their worth")


class VenueView(Wire):
    """Where to go."""

    id: VenueRef
    vendor_id: VendorRef
    name: str
    address: str
    city: str
    lat: float | None = None
    lon: float | None = None
    tz: str
    phone: str | None = None


class UserDetailsView(Wire):
    """Who booked."""

    first_name: str
    last_name: str | None = None
    email: str | None = None
    phone: str | None = None


class NextAction(Wire):
    """What the customer has to do for the payment: go to `url`."""

    type: str = Field(examples=["redirect"])
    url: str


class HoldView(Wire):
    """A place kept for a while. Count down from `expiresAt - serverNow`, never by the device's clock."""

    hold_id: BookingRef
    booking_id: BookingRef
    status: str
    expires_at: Instant
    extensions_left: int
    server_now: Instant
    currency: str
    total: Amount
    due_now: Amount
    due_on_site: Amount
    card_hold: Amount = Field(description="Held on a card; taken only for not coming or cancelling late")
    requires_approval: bool
    lines: list[LineView]
    price_breakdown: list[PriceLine]
    policy: PolicyView
    venue: VenueView
    manage_token: str


class BookingCreated(Wire):
    """The reply of POST /bookings (S1.65, extended)."""

    booking_id: BookingRef
    status: str = Field(examples=["confirmed"])
    resource_id: ResourceRef | None = None
    service_id: ServiceRef | None = None
    start_date: str
    end_date: str
    total_price: Amount
    currency: str
    confirmation_code: str = Field(examples=["ABC234XYZ"])
    created_at: Instant
    payment_status: str
    hold_expires_at: Instant | None = None
    client_secret: str | None = None
    next_action: NextAction | None = None
    code_asked: CodeAskedView | None = Field(None, description="Still held: a code has to be given first")
    manage_token: str
    manage_url: str
    server_now: Instant


class TimelineEntry(Wire):
    """One thing that happened to the booking."""

    at: Instant
    what: str
    by: str
    status: str
    reason: str | None = None
    who: str | None = Field(None, description="The colleague's name; for the business only")
    from_local: str | None = Field(None, description="Where a move came from, venue time")
    to_local: str | None = None


class BookingView(Wire):
    """One booking in full (S1.66, extended)."""

    booking_id: BookingRef
    status: str
    resource_id: ResourceRef | None = None
    service_id: ServiceRef | None = None
    resource_name: str
    start_date: str
    end_date: str
    total_price: Amount
    currency: str
    confirmation_code: str
    user_details: UserDetailsView | None = None
    payment_status: str
    payment_method: str | None = None
    created_at: Instant
    updated_at: Instant
    version: int
    starts_at: Instant
    ends_at: Instant
    start_local: str
    end_local: str
    tz: str
    utc_offset: str
    hold_expires_at: Instant | None = None
    extensions_left: int
    due_now: Amount
    due_on_site: Amount
    card_hold: Amount
    covered: Amount | None = Field(None, description="What a gift card gave at the checkout")
    requires_approval: bool
    note: str
    staff_note: str | None = Field(None, description="For the business only")
    guest_hint: GuestHint | None = None
    venue: VenueView
    lines: list[LineView]
    price_breakdown: list[PriceLine]
    policy: PolicyView
    timeline: list[TimelineEntry]
    allowed_actions: list[str]
    refund_amount: Amount | None = None
    cancel_reason: str | None = None
    cancelled_at: Instant | None = None
    server_now: Instant


class Cancelled(Wire):
    """The reply of a cancellation (S1.67)."""

    booking_id: BookingRef
    status: str = Field(examples=["cancelled"])
    refund_amount: Amount
    currency: str
    refund_status: str = Field(examples=["processing"])
    cancelled_at: Instant


class RefundLineView(Wire):
    """What of one line is kept and what goes back."""

    line: int
    fee: Amount
    refund: Amount
    visits_back: int = Field(0, description="Visits that return to the pass")
    visits_kept: int = Field(0, description="Visits that stay used")


class RefundWayView(Wire):
    """What of a refund goes back which way: to the card it was paid with, or as that payment came."""

    method: str = Field(examples=["gift_card"])
    amount: Amount


class RefundPreviewView(Wire):
    """What cancelling now would return, to the last unit; the deed uses the same calculation."""

    booking_id: BookingRef
    refund_amount: Amount
    fee: Amount = Field(description="Kept of what was paid")
    card_charge: Amount = Field(description="Taken from the held card")
    unpaid_fee: Amount = Field(description="What the policy asks beyond both")
    currency: str
    lines: list[RefundLineView]
    ways: list[RefundWayView] = Field(description="Where it goes, the first to go first")
    deadlines: list[DeadlineView]
    server_now: Instant


class MovePreviewView(Wire):
    """What moving would do to the money, to the last unit. Send `total` as `agreedTotal` with the move."""

    booking_id: BookingRef
    currency: str
    total_before: Amount
    total: Amount
    paid: Amount
    refund_amount: Amount = Field(description="Goes back by itself, the way it was paid")
    to_pay: Amount = Field(description="Owed after the move; nothing is taken by moving")
    quote_token: str = Field(description="Keeps the price for some minutes: move with it")
    server_now: Instant


class HoldExtended(Wire):
    """The hold's new end."""

    expires_at: Instant
    extensions_left: int
    server_now: Instant


class BookingSummary(Wire):
    """One booking in a list (S1.68, extended)."""

    booking_id: BookingRef
    status: str
    resource_name: str
    start_date: str
    end_date: str
    total_price: Amount
    currency: str
    confirmation_code: str
    payment_status: str
    start_local: str
    end_local: str
    tz: str
    vendor_id: VendorRef
    resource_id: ResourceRef | None = None
    service_id: ServiceRef | None = None
    quantity: int
    customer_name: str | None = None
    customer_phone: str | None = None


class Pagination(Wire):
    """`total` is exact while `totalIsExact`; beyond 1,000 it is a lower bound."""

    page: int
    limit: int
    total: int
    total_is_exact: bool = True


class BookingList(Wire):
    """A page of bookings."""

    data: list[BookingSummary]
    pagination: Pagination
