"""What callers send."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Self

from pydantic import EmailStr, Field, StringConstraints, model_validator

from smartbooking.infra.http.wire import BookingRef, DateOrTime, ResourceRef, SavedCardRef, ServiceRef, Wire, example

Day = Annotated[date, Field(examples=["2026-12-01"])]
Reason = Annotated[str, StringConstraints(max_length=500)]


def sane_dates(start: DateOrTime | None, end: DateOrTime | None) -> None:
    """Raises ValueError for a day with an instant, and for years nobody books."""
    if any(each is not None and not 2000 <= each.year <= 2100 for each in (start, end)):
        raise ValueError("give dates between the years 2000 and 2100")
    if start is not None and end is not None and isinstance(start, datetime) != isinstance(end, datetime):
        raise ValueError("give two dates or two instants")


class Guests(Wire):
    """Who comes. Ages of children matter where they change the price."""

    adults: int = Field(1, ge=0, le=500)
    children: int = Field(0, ge=0, le=500)
    child_ages: list[Annotated[int, Field(ge=0, le=17)]] = Field(default_factory=list, max_length=50)


class LineRequest(Wire):
    """One thing to book: nights from `startDate` to `endDate`, or the time from `start` to `end`.

    A time without offset is venue time. A service needs no end, a session no times at all.
    `staffId` picks a person instead of "anyone".
    """

    resource_id: ResourceRef | None = None
    service_id: ServiceRef | None = None
    start_date: Day | None = None
    end_date: Day | None = None
    start: datetime | None = None
    end: datetime | None = None
    quantity: int = Field(1, ge=1, le=1000)
    guests: Guests | None = None
    staff_id: ResourceRef | None = None

    @model_validator(mode="after")
    def _one_offer_and_one_span(self) -> Self:
        if (self.resource_id is None) == (self.service_id is None):
            raise ValueError("give exactly one of resourceId and serviceId")
        if self.start_date is not None and self.start is not None:
            raise ValueError("give either startDate and endDate, or start and end")
        sane_dates(self.start_date or self.start, self.end_date or self.end)
        return self


class HoldRequest(Wire):
    """What to hold: a quote's token, or lines (then the price of this moment applies)."""

    model_config = example(
        {
            "lines": [
                {
                    "resourceId": "res_123",
                    "startDate": "2026-12-05",
                    "endDate": "2026-12-09",
                    "quantity": 1,
                    "guests": {"adults": 2},
                }
            ]
        }
    )

    quote_token: str | None = Field(None, min_length=1, max_length=20_000)
    lines: list[LineRequest] | None = Field(None, min_length=1, max_length=20)
    promo_code: str | None = Field(None, max_length=40)
    member_code: str | None = Field(None, max_length=40, description="A membership, for its prices")

    @model_validator(mode="after")
    def _token_or_lines(self) -> Self:
        if (self.quote_token is None) == (self.lines is None):
            raise ValueError("give either quoteToken or lines")
        return self


class UserDetails(Wire):
    """Whom to reach. One name is enough; at least a phone or an e-mail."""

    first_name: str = Field(min_length=1, max_length=120, examples=["Айгерім"])
    last_name: str | None = Field(None, max_length=120)
    email: EmailStr | None = None
    phone: str | None = Field(None, max_length=40, examples=["+7 701 555 04 18"])

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        if not self.email and not self.phone:
            raise ValueError("give a phone or an e-mail")
        return self

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name or ''}".strip()


class PaymentDetails(Wire):
    """`token` comes from the payment provider's own form; card numbers never come here."""

    token: str | None = Field(None, max_length=500, examples=["tok_success"])
    saved_card_id: SavedCardRef | None = Field(None, description="Pay with a kept card of the signed-in customer")
    save_card: bool = Field(False, description="The signed-in customer wishes to have her card kept for next time")


class BookingRequest(Wire):
    """Book in one call (resource and dates), or finish a hold, or honour a quote."""

    model_config = example(
        {
            "resourceId": "res_123",
            "startDate": "2026-12-05",
            "endDate": "2026-12-09",
            "quantity": 1,
            "userDetails": {
                "firstName": "Айгерім",
                "lastName": "Бекова",
                "email": "aigerim@example.com",
                "phone": "+7 701 555 04 18",
            },
            "paymentMethod": "pay_on_site",
        }
    )

    hold_id: BookingRef | None = None
    quote_token: str | None = Field(None, min_length=1, max_length=20_000)
    resource_id: ResourceRef | None = None
    service_id: ServiceRef | None = None
    start_date: Annotated[DateOrTime | None, Field(examples=["2026-12-01"])] = None
    end_date: Annotated[DateOrTime | None, Field(examples=["2026-12-05"])] = None
    quantity: int = Field(1, ge=1, le=1000)
    guests: Guests | None = None
    staff_id: ResourceRef | None = None
    promo_code: str | None = Field(None, max_length=40)
    member_code: str | None = Field(None, max_length=40, description="A membership, for its prices")
    lines: list[LineRequest] | None = Field(None, min_length=1, max_length=20)
    user_details: UserDetails
    payment_method: str = Field("pay_on_site", max_length=40, examples=["credit_card"])
    payment_details: PaymentDetails = Field(default_factory=PaymentDetails)
    value_code: str | None = Field(None, max_length=40, description="A gift card pays what it can, a pass its lines")
    gift_card_code: str | None = Field(None, max_length=40, description="A gift card for what a pass leaves to pay")
    note: str = Field("", max_length=1000)

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        direct = self.resource_id is not None or self.service_id is not None
        ways = [self.hold_id is not None, self.quote_token is not None, self.lines is not None, direct]
        if sum(ways) != 1 or (self.resource_id is not None and self.service_id is not None):
            raise ValueError("give exactly one of holdId, quoteToken, lines, or resourceId/serviceId with dates")
        if direct and self.start_date is None:
            raise ValueError("startDate is missing")
        sane_dates(self.start_date, self.end_date)
        return self

    def basket(self) -> list[LineRequest]:
        """The lines this request is about; the founding form with one resource is one line."""
        if self.lines is not None:
            return self.lines
        start, end = self.start_date, self.end_date
        nights = isinstance(start, date) and not isinstance(start, datetime)
        return [
            LineRequest(
                resource_id=self.resource_id,
                service_id=self.service_id,
                start_date=start if nights else None,
                end_date=end if nights else None,
                start=None if nights else start,
                end=None if nights else end,
                quantity=self.quantity,
                guests=self.guests,
                staff_id=self.staff_id,
            )
        ]


class CancelRequest(Wire):
    """Why, and whether money should come back as the policy allows."""

    model_config = example({"reason": "Plans have changed", "refundRequested": True})

    reason: Reason = ""
    refund_requested: bool = True


class ReasonRequest(Wire):
    """A reason the other side will read."""

    model_config = example({"reason": "Agreed by phone"})

    reason: Reason = ""


class RescheduleRequest(Wire):
    """Where to move: the new price of `quoteToken` if given, else the price of this moment."""

    model_config = example({"startDate": "2026-12-12", "endDate": "2026-12-16"})

    quote_token: str | None = Field(None, min_length=1, max_length=20_000)
    lines: list[LineRequest] | None = Field(None, min_length=1, max_length=20)
    start_date: DateOrTime | None = None
    end_date: DateOrTime | None = None
    version: int | None = Field(None, ge=1, description="The version you saw; another one is refused")
    agreed_total: Decimal | None = Field(
        None, ge=0, le=10**12, description="The new price as it was shown; needed when money was paid at another"
    )

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if sum([self.quote_token is not None, self.lines is not None, self.start_date is not None]) != 1:
            raise ValueError("give exactly one of quoteToken, lines, or startDate")
        sane_dates(self.start_date, self.end_date)
        return self


class PayRequest(Wire):
    """Another try at paying, perhaps in another way."""

    model_config = example({"paymentMethod": "sandbox", "paymentDetails": {"token": "tok_success"}})

    payment_method: str = Field(max_length=40, examples=["sandbox"])
    payment_details: PaymentDetails = Field(default_factory=PaymentDetails)
