"""What the facade takes and gives. Bookings, accounts and cancellations have the shapes of /api/v1."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from smartbooking.bookings.schemas.requests import BookingRequest, PaymentDetails, UserDetails, sane_dates
from smartbooking.bookings.schemas.requests import Guests as Party
from smartbooking.catalog.schemas.fields import ImageOut
from smartbooking.infra.http.wire import Amount, Instant, ResourceRef, VendorRef, VenueRef, Wire, example
from smartbooking.kernel.period import Period
from smartbooking.vendors.domain import VendorStatus
from smartbooking.vendors.schemas.parts import Location, Pagination, WallTime
from smartbooking.vendors.schemas.venue import NewVenue

Guests = Annotated[int, Field(ge=1, le=500, description="How many people come", examples=[2])]


class NewPlace(NewVenue):
    """A hotel or restaurant. `vendorId` names the business when you look after several; without one a business is
    made for you, with you as its owner."""

    vendor_id: VendorRef | None = None

    def facts(self, locale: str) -> dict[str, Any]:  # Any: facts of several types, named as in create_venue
        return {name: fact for name, fact in super().facts(locale).items() if name != "vendor_id"}


class PlaceView(Wire):
    """A hotel or restaurant. `price` is that of its cheapest room or table; `status` says whether it is listed."""

    id: VenueRef
    vendor_id: VendorRef
    name: str = Field(examples=["Гостиница «Алатау»"])
    address: str
    city: str = Field(examples=["Алматы"])
    location: Location | None = None
    tz: str = Field(examples=["Asia/Almaty"])
    country: str
    phone: str | None = None
    check_in: WallTime
    check_out: WallTime
    status: VendorStatus
    offer_count: int = Field(description="How many kinds of rooms or tables can be booked")
    price: Amount | None = None
    price_unit: str | None = Field(None, examples=["night"])
    currency: str = Field(examples=["KZT"])
    rating: float
    review_count: int


class PlaceList(Wire):
    """A page of hotels or restaurants, the best liked first."""

    data: list[PlaceView]
    pagination: Pagination


class OfferView(Wire):
    """A room (type) or a table. `capacity` counts how many alike there are, `maxGuests` how many people fit in one."""

    id: ResourceRef
    venue_id: VenueRef
    name: str
    description: str
    capacity: int
    max_guests: int | None = None
    amenities: list[str]
    attributes: dict[str, Any]  # Any: JSON that obeys the vertical's schema
    images: list[ImageOut]
    price: Amount | None = Field(None, description="From this amount per `priceUnit`")
    price_unit: str | None = Field(None, examples=["night"])
    currency: str
    confirmation: str = Field(examples=["instant"])
    payment_timing: str = Field(examples=["on_site"])


class OfferList(Wire):
    """Everything a hotel or restaurant offers, in its own order."""

    data: list[OfferView]


class FreeOffer(OfferView):
    """A room or table that can be had then. `price` is that of one unit of this very span."""

    available_quantity: int
    total_price: Amount | None = None


class FreeRooms(Wire):
    """Rooms that are free from `checkIn` to `checkOut`. Booking decides."""

    venue_id: VenueRef
    check_in: date
    check_out: date
    nights: int
    guests: int | None = None
    quantity: int
    data: list[FreeOffer]
    server_now: Instant


class FreeTable(FreeOffer):
    """A table that is free then, and until when."""

    start: Instant
    end: Instant
    start_local: str
    utc_offset: str


class FreeTables(Wire):
    """Tables that are free then, the smallest that fits first. Booking decides."""

    venue_id: VenueRef
    guests: int | None = None
    data: list[FreeTable]
    server_now: Instant


class _Booking(Wire):
    """Who books and how it is paid. Signed-in people may leave `userDetails` out: one click books."""

    venue_id: VenueRef | None = Field(None, description="Checked when given: the room or table must belong to it")
    guests: Guests | None = None
    user_details: UserDetails | None = None
    payment_method: str = Field("pay_on_site", max_length=40, examples=["credit_card"])
    payment_details: PaymentDetails = Field(default_factory=PaymentDetails)
    promo_code: str | None = Field(None, max_length=40)
    note: str = Field("", max_length=1000)

    def _request(self, contact: UserDetails, **what: Any) -> BookingRequest:  # Any: fields of BookingRequest
        return BookingRequest(
            **what, guests=Party(adults=self.guests) if self.guests else None, user_details=contact,
            payment_method=self.payment_method, payment_details=self.payment_details, promo_code=self.promo_code,
            note=self.note,
        )  # fmt: skip


class HotelBooking(_Booking):
    """Nights in a room."""

    model_config = example({
        "roomId": "res_123", "checkIn": "2026-12-05", "checkOut": "2026-12-09", "guests": 2,
        "userDetails": {"firstName": "Айгерім", "phone": "+7 701 555 04 18"},
    })  # fmt: skip

    room_id: ResourceRef
    check_in: Annotated[date, Field(examples=["2026-12-01"])]
    check_out: Annotated[date, Field(examples=["2026-12-05"])]
    quantity: int = Field(1, ge=1, le=1000)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.check_out <= self.check_in:
            raise ValueError("checkOut comes after checkIn")
        sane_dates(self.check_in, self.check_out)
        return self

    def request(self, contact: UserDetails) -> BookingRequest:
        """The same wish in the words of /api/v1."""
        return self._request(
            contact, resource_id=self.room_id, start_date=self.check_in, end_date=self.check_out,
            quantity=self.quantity,
        )  # fmt: skip


class RestaurantBooking(_Booking):
    """A table at a time; a time without offset is wall time of the restaurant. Without a length it is the usual one."""

    model_config = example({
        "tableId": "res_123", "at": "2026-12-05T19:00:00+05:00", "guests": 2,
        "userDetails": {"firstName": "Айгерім", "phone": "+7 701 555 04 18"},
    })  # fmt: skip

    table_id: ResourceRef
    at: Annotated[datetime, Field(examples=["2026-12-01T19:00"])]
    duration_minutes: int | None = Field(None, ge=5, le=1440)

    @model_validator(mode="after")
    def _in_our_time(self) -> Self:
        sane_dates(self.at, None)
        return self

    def request(self, contact: UserDetails, span: Period) -> BookingRequest:
        """The same wish in the words of /api/v1."""
        return self._request(contact, resource_id=self.table_id, start_date=span.start, end_date=span.end)
