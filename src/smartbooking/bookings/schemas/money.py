"""The money of a booking on the wire: payments, refunds, what is still to be paid."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field, StringConstraints

from smartbooking.bookings.domain import Booking
from smartbooking.bookings.service.money import BookingMoney
from smartbooking.infra.http.wire import Amount, BookingRef, Instant, IntentRef, RefundRef, Wire, example, local_text
from smartbooking.payments.domain import CardHold, HoldState, Return, Share

Sum = Annotated[Decimal, Field(gt=0, le=10**12, description="Major units of the booking's currency")]


class PaymentView(Wire):
    """Money that came; `left` is neither back nor on its way back."""

    payment_id: IntentRef
    method: str = Field(examples=["sandbox"])
    amount: Amount
    left: Amount
    at: Instant


class RefundView(Wire):
    """Money going back. `byHand`: a person of the business hands it back and says so."""

    refund_id: RefundRef
    method: str = Field(examples=["sandbox"])
    amount: Amount
    status: str = Field(examples=["succeeded"])
    reason: str
    by_hand: bool
    at: Instant

    @classmethod
    def of(cls, one: Return) -> Self:
        return cls(
            refund_id=one.id, method=one.gateway, amount=one.amount.major, status=one.status.value, reason=one.reason,
            by_hand=one.by_hand, at=one.at,
        )  # fmt: skip


class CardHoldView(Wire):
    """A card held for a booking. Nothing of `amount` is taken unless nobody comes, or it is cancelled late."""

    method: str = Field(examples=["sandbox"])
    amount: Amount
    state: HoldState
    charge: Amount = Field(description="What was or is being taken of it")
    until: Instant | None = Field(None, description="When the provider gives it up by itself")
    until_local: str | None = None

    @classmethod
    def of(cls, hold: CardHold, timezone: str) -> Self:
        return cls(
            method=hold.method, amount=hold.amount.major, state=hold.state, charge=hold.charge.major, until=hold.until,
            until_local=local_text(hold.until, timezone) if hold.until else None,
        )  # fmt: skip


class BookingMoneyView(Wire):
    """Everything about the money of a booking. `unpaid` is due until `dueAt`, by link or at the venue."""

    booking_id: BookingRef
    currency: str = Field(examples=["KZT"])
    payment_status: str = Field(examples=["deposit_paid"])
    total: Amount
    paid: Amount
    unpaid: Amount
    due_at: Instant | None = None
    due_local: str | None = Field(None, description="`dueAt` as wall time of the venue")
    overdue: bool
    under_way: bool = Field(description="A payment was begun and has not ended")
    returned: Amount
    returning: Amount
    refundable: Amount
    payments: list[PaymentView]
    refunds: list[RefundView]
    hold: CardHoldView | None = Field(None, description="The card that secures the booking")
    allowed_actions: list[str] = Field(examples=[["refund", "record_payment"]])

    @classmethod
    def of(cls, money: BookingMoney) -> Self:
        purse, owed = money.purse, money.outstanding
        may = {
            "pay": owed.minor > 0, "refund": money.may_refund, "record_payment": money.may_record,
            "hold_card": money.may_hold, "pay_with_gift_card": money.owed_of_price.minor > 0,
        }  # fmt: skip
        return cls(
            booking_id=money.booking.id, currency=purse.currency, payment_status=money.booking.payment_status.value,
            total=money.booking.total.major, paid=purse.taken.major, unpaid=owed.major, due_at=money.due_at,
            due_local=local_text(money.due_at, money.booking.timezone) if money.due_at else None,
            overdue=money.overdue, under_way=purse.open_payment,
            returned=purse.returned.major, returning=purse.returning.major,
            refundable=purse.left.major,
            payments=[
                PaymentView(
                    payment_id=one.intent_id, method=one.gateway, amount=one.taken.major, left=one.left.major, at=one.at
                )
                for one in purse.payments
            ],
            refunds=[RefundView.of(one) for one in purse.returns],
            hold=CardHoldView.of(money.hold, money.booking.timezone) if money.hold else None,
            allowed_actions=[action for action, allowed in may.items() if allowed],
        )  # fmt: skip


class RefundShareView(Wire):
    """What one payment gives back."""

    payment_id: IntentRef
    method: str = Field(examples=["sandbox"])
    amount: Amount


class RefundPlanView(Wire):
    """What a refund of that sum would do, payment by payment; the deed uses the same calculation."""

    booking_id: BookingRef
    currency: str = Field(examples=["KZT"])
    amount: Amount
    shares: list[RefundShareView]

    @classmethod
    def of(cls, booking: Booking, shares: tuple[Share, ...]) -> Self:
        return cls(
            booking_id=booking.id, currency=booking.total.currency,
            amount=sum((share.amount.major for share in shares), Decimal(0)),
            shares=[
                RefundShareView(
                    payment_id=share.payment.intent_id, method=share.payment.gateway, amount=share.amount.major
                )
                for share in shares
            ],
        )  # fmt: skip


class GiveBackRequest(Wire):
    """Money back out of goodwill: `amount`, or all that is left when it is not given."""

    model_config = example({"amount": 1000, "reason": "The heating was off"})

    amount: Sum | None = None
    reason: Annotated[str, StringConstraints(min_length=3, max_length=500)]


class DeskPaymentRequest(Wire):
    """Money that was handed over: `amount`, or all that is still to be paid when it is not given."""

    model_config = example({})

    amount: Sum | None = None


class GiftCardPaymentRequest(Wire):
    """The code of a gift card as somebody typed it."""

    model_config = example({"giftCardCode": "G7K2-9QXM-T4WB-8HND"})

    gift_card_code: Annotated[str, StringConstraints(min_length=1, max_length=40)]
