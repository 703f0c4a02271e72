"""Shapes of what risk says about bookings."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from smartbooking.bookings.schemas.hints import RiskReason, reasons_of
from smartbooking.bookings.service.risk_review import Decision, RiskCase
from smartbooking.infra.http.wire import Amount, BookingRef, Instant, VendorRef, Wire, amount, example
from smartbooking.kernel.ids import public_id
from smartbooking.kernel.page import encode_cursor
from smartbooking.risk.domain import Level, Review, StepUp

_CASE = {
    "bookingId": "bkg_01M7YHFMK6EXSVJKDHAQ5QAGFG", "confirmationCode": "ABC234XYZ", "vendorId": "ven_7",
    "status": "awaiting_approval", "customerName": "Айгерім", "totalPrice": 50000.0, "currency": "KZT",
    "startsAt": "2026-12-01T09:00:00Z", "tz": "Asia/Almaty", "at": "2026-11-21T09:00:00Z", "points": 35,
    "level": "watch", "chance": 0.04, "noArrival": 0.31,
    "reasons": [{"code": "often_no_show", "words": "Не приходил несколько раз: 2", "points": 20}],
    "stepUp": "approval", "acted": True, "version": "rules 1, fraud 1", "review": "waiting", "decidedAt": None,
    "note": None, "allowedDecisions": ["release", "deposit", "reject"],
}  # fmt: skip


class RiskCaseOut(Wire):
    """A booking that asks for a look: why, what the customer was asked for, and what may be decided."""

    model_config = example(_CASE)

    booking_id: BookingRef
    confirmation_code: str
    vendor_id: VendorRef
    status: str
    customer_name: str | None = None
    total_price: Amount
    currency: str
    starts_at: Instant
    tz: str
    at: Instant
    points: int = Field(ge=0, le=100)
    level: Level
    chance: float = Field(description="The score's share in it, between 0 and 1")
    no_arrival: float | None = Field(None, description="How likely a stay is lost; a weak hint")
    reasons: list[RiskReason]
    step_up: StepUp | None = Field(None, description="The step the reasons ask for, as far as it is possible")
    acted: bool = Field(description="Whether the customer was asked for it")
    version: str
    review: Review
    decided_at: Instant | None = None
    note: str | None = None
    allowed_decisions: list[Decision]

    @classmethod
    def of(cls, case: RiskCase, locale: str) -> RiskCaseOut:
        booking, said = case.booking, case.assessment
        return cls(
            booking_id=booking.id, confirmation_code=booking.code, vendor_id=booking.vendor_id,
            status=booking.status.value, customer_name=booking.contact.name if booking.contact else None,
            total_price=amount(booking.total), currency=booking.total.currency, starts_at=booking.starts_at,
            tz=booking.timezone, at=said.at, points=said.points, level=said.level, chance=round(said.chance, 4),
            no_arrival=round(said.no_arrival, 2) if said.no_arrival is not None else None,
            reasons=reasons_of(said, locale), step_up=said.step_up, acted=said.acted, version=said.version,
            review=said.review, decided_at=said.decided_at, note=said.note or None,
            allowed_decisions=list(case.decisions),
        )  # fmt: skip


class RiskCases(Wire):
    """A page of cases, the latest first; `before` continues it."""

    model_config = example({"data": [_CASE], "before": None, "serverNow": "2026-11-21T09:00:00Z"})

    data: list[RiskCaseOut]
    before: str | None = Field(None, description="Ask for the next page with this")
    server_now: Instant

    @classmethod
    def of(cls, cases: list[RiskCase], *, decided: bool, limit: int, locale: str, now: datetime) -> RiskCases:
        last = cases[-1].assessment if len(cases) == limit else None
        at = None if last is None else last.decided_at if decided else last.at
        before = encode_cursor(at.isoformat(), public_id("bkg", last.booking_id)) if last and at else None
        return cls(data=[RiskCaseOut.of(case, locale) for case in cases], before=before, server_now=now)


class RiskDecisionIn(Wire):
    """A decision, and why: the trail and the next training of the score keep both."""

    model_config = example({"decision": "deposit", "reason": "Дважды не пришёл, просим треть вперёд"})

    decision: Decision
    reason: str = Field(min_length=3, max_length=500)
    deposit_percent: int = Field(30, ge=10, le=100, description="For `deposit`: the part of the price to pay before")
