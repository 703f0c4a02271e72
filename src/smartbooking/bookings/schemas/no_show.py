"""What saying that nobody came would do to the money, on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from pydantic import Field

from smartbooking.bookings.schemas.money import CardHoldView
from smartbooking.bookings.service.visits import NoShow
from smartbooking.infra.http.wire import Amount, BookingRef, Instant, Wire
from smartbooking.kernel.money import Money
from smartbooking.pricing.domain.policies import FeeRule


class ClauseView(Wire):
    """What the frozen policy of one line asks for not coming (`agreed`), and what the law leaves of it (`lawful`)."""

    line: int
    policy: str = Field(examples=["flexible"])
    fee: FeeRule
    percent: float | None = Field(None, description="For a fee in per cent")
    agreed: Amount
    lawful: Amount
    floors: list[str] = Field(description="Legal limits that cut the fee")


class NoShowPreviewView(Wire):
    """To the last unit what pressing the button does. `kept` of what was paid, `cardCharge` from the held card."""

    booking_id: BookingRef
    currency: str = Field(examples=["KZT"])
    possible_from: Instant
    paid: Amount
    kept: Amount
    refund_amount: Amount
    card_charge: Amount
    unpaid_fee: Amount
    clauses: list[ClauseView]
    hold: CardHoldView | None = None
    server_now: Instant

    @classmethod
    def of(cls, found: NoShow, now: datetime) -> Self:
        booking, bill = found.booking, found.bill
        paid = sum((line.paid for line in bill.preview.lines), Money.zero(booking.total.currency))
        return cls(
            booking_id=booking.id, currency=booking.total.currency, possible_from=booking.starts_at,
            paid=paid.major, kept=bill.kept.major, refund_amount=bill.refund.major, card_charge=bill.charge.major,
            unpaid_fee=bill.unpaid.major,
            clauses=[
                ClauseView(
                    line=one.line, policy=one.policy, fee=one.fee.rule,
                    percent=one.fee.value / 100 if one.fee.rule is FeeRule.PERCENT else None,
                    agreed=one.agreed.major, lawful=one.lawful.major, floors=[floor.value for floor in one.floors],
                )
                for one in found.clauses
            ],
            hold=CardHoldView.of(found.hold, booking.timezone) if found.hold else None, server_now=now,
        )  # fmt: skip
