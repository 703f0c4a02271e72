"""The money of one booking: looking at it, paying the rest, taking it at the desk, giving it back."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response

from smartbooking.bookings.access import CallerDep
from smartbooking.bookings.api import orders
from smartbooking.bookings.api.bookings import finisher, progress
from smartbooking.bookings.errors import MethodNotOffered, NothingToPay, PaymentDeclined
from smartbooking.bookings.schemas.money import (
    BookingMoneyView,
    DeskPaymentRequest,
    GiftCardPaymentRequest,
    GiveBackRequest,
    RefundPlanView,
    Sum,
)
from smartbooking.bookings.schemas.paying import ValuePreviewRequest, ValuePreviewView
from smartbooking.bookings.schemas.replies import BookingCreated
from smartbooking.bookings.schemas.requests import PayRequest
from smartbooking.bookings.service import covering, money, reading
from smartbooking.infra.db import Tx
from smartbooking.infra.http.deps import DatabaseDep, NowDep, OnceDep, ReadTxDep, SettingsDep, SignerDep
from smartbooking.infra.http.limits import rate_limit
from smartbooking.infra.http.problems import problems
from smartbooking.infra.http.wire import BookingRef
from smartbooking.kernel.problem import Forbidden, NotFound, TooManyRequests
from smartbooking.payments import service as payments
from smartbooking.payments.errors import PaymentInProgress, RefundExceedsCapture, SavedCardNotFound
from smartbooking.value.errors import PassRefused, ValueRefused

router = APIRouter(prefix="/api/v1/bookings/{booking_id}", tags=["Bookings"])


@router.get(
    "/money", response_model=BookingMoneyView, response_model_exclude_none=True,
    summary="Payments, refunds and what is still to be paid", responses=problems(NotFound),
)  # fmt: skip
async def read_money(booking_id: BookingRef, read: ReadTxDep, caller: CallerDep, now: NowDep) -> BookingMoneyView:
    """For the customer and for the business; `allowedActions` is what the caller may do about it."""
    return BookingMoneyView.of(await money.money_of(read, booking_id=booking_id, caller=caller, now=now))


@router.post(
    "/value-preview", response_model=ValuePreviewView, summary="What a gift card or a pass would pay",
    dependencies=[Depends(rate_limit("value-code", "20/minute"))],
    responses=problems(NotFound, NothingToPay, ValueRefused, PassRefused, TooManyRequests),
)  # fmt: skip
async def preview_value(
    booking_id: BookingRef, body: ValuePreviewRequest, read: ReadTxDep, caller: CallerDep, now: NowDep
) -> ValuePreviewView:
    """Nothing is taken: the checkout with the same codes does exactly that."""
    booking, _ = await reading.find(read, booking_id=booking_id, caller=caller)
    codes = covering.Codes.of(body.value_code, body.gift_card_code)
    covered = await covering.preview(read, booking, codes=codes, now=now)
    return ValuePreviewView.of(booking, covered)


@router.get(
    "/refund-plan", response_model=RefundPlanView, summary="What giving money back would do",
    responses=problems(NotFound, Forbidden, RefundExceedsCapture),
)  # fmt: skip
async def plan_refund(
    booking_id: BookingRef, read: ReadTxDep, caller: CallerDep,
    amount: Annotated[Sum | None, Query(description="All that is left when not given")] = None,
) -> RefundPlanView:  # fmt: skip
    """Which payment would give how much, the latest first; for managers, owners and operators."""
    booking, shares = await money.plan_refund(read, booking_id=booking_id, caller=caller, amount=amount)
    return RefundPlanView.of(booking, shares)


@router.post(
    "/refunds", response_model=BookingMoneyView, response_model_exclude_none=True, summary="Give money back",
    responses=problems(NotFound, Forbidden, RefundExceedsCapture),
)  # fmt: skip
async def give_back(
    booking_id: BookingRef, body: GiveBackRequest, once: OnceDep, caller: CallerDep, now: NowDep
) -> Response:
    """Out of goodwill, whatever the policy says; the booking stays as it is. The worker carries the refund out."""
    payments.refuse_card_numbers(body.reason, "/reason")

    async def use_case(tx: Tx) -> BookingMoneyView:
        await money.give_back(tx, booking_id=booking_id, caller=caller, amount=body.amount, reason=body.reason, now=now)
        return BookingMoneyView.of(await money.money_of(tx, booking_id=booking_id, caller=caller, now=now))

    return await once.run(body, use_case)


@router.post(
    "/desk-payments", response_model=BookingMoneyView, response_model_exclude_none=True,
    summary="Record money taken at the desk", responses=problems(NotFound, Forbidden, NothingToPay),
)  # fmt: skip
async def record_desk_payment(
    booking_id: BookingRef, body: DeskPaymentRequest, once: OnceDep, caller: CallerDep, now: NowDep
) -> Response:
    """For the business. A card payment under way is given up; what is paid too much goes back."""

    async def use_case(tx: Tx) -> BookingMoneyView:
        await money.record_at_desk(tx, booking_id=booking_id, caller=caller, amount=body.amount, now=now)
        return BookingMoneyView.of(await money.money_of(tx, booking_id=booking_id, caller=caller, now=now))

    return await once.run(body, use_case)


@router.post(
    "/card-hold", response_model=BookingCreated, summary="Give a card anew",
    responses=problems(NotFound, NothingToPay, MethodNotOffered, PaymentInProgress, PaymentDeclined,
        SavedCardNotFound),
)  # fmt: skip
async def hold_card(
    booking_id: BookingRef, body: PayRequest, once: OnceDep, caller: CallerDep, signer: SignerDep,
    settings: SettingsDep, database: DatabaseDep, now: NowDep,
) -> Response:  # fmt: skip
    """For a booking whose held card ran out before the visit; nothing is taken by this."""
    payment = orders.payment_of(body, caller)
    payments.refuse_card_numbers(payment.token, "/paymentDetails/token")

    async def begin(tx: Tx) -> dict[str, Any]:
        return progress(await money.hold_card(tx, booking_id=booking_id, caller=caller, payment=payment, now=now))

    return await once.run_in_steps(body, begin, finisher(database, caller, signer, settings.base_url, now), status=200)


@router.post(
    "/balance", response_model=BookingCreated, summary="Pay what is still to be paid",
    responses=problems(NotFound, NothingToPay, MethodNotOffered, PaymentInProgress, PaymentDeclined,
        SavedCardNotFound),
)  # fmt: skip
async def pay_balance(
    booking_id: BookingRef, body: PayRequest, once: OnceDep, caller: CallerDep, signer: SignerDep,
    settings: SettingsDep, database: DatabaseDep, now: NowDep,
) -> Response:  # fmt: skip
    """By the link of the booking or with an account: the rest after a deposit, or all of a booking paid on site."""
    payment = orders.payment_of(body, caller)
    payments.refuse_card_numbers(payment.token, "/paymentDetails/token")
    if await once.is_new():
        await money.make_way(database, booking_id=booking_id, caller=caller, payment=payment, now=now)

    async def begin(tx: Tx) -> dict[str, Any]:
        return progress(await money.pay_balance(tx, booking_id=booking_id, caller=caller, payment=payment, now=now))

    return await once.run_in_steps(body, begin, finisher(database, caller, signer, settings.base_url, now), status=200)


@router.post(
    "/balance/gift-card", response_model=BookingMoneyView, response_model_exclude_none=True,
    summary="Pay what is still to be paid with a gift card",
    dependencies=[Depends(rate_limit("value-code", "20/minute"))],
    responses=problems(NotFound, NothingToPay, ValueRefused, PassRefused, TooManyRequests),
)  # fmt: skip
async def pay_balance_with_card(
    booking_id: BookingRef, body: GiftCardPaymentRequest, once: OnceDep, caller: CallerDep, now: NowDep
) -> Response:
    """The card gives what is owed of the price, or all that is on it; the rest is paid as before. A pass is refused."""
    payments.refuse_card_numbers(body.gift_card_code, "/giftCardCode")

    async def use_case(tx: Tx) -> BookingMoneyView:
        await money.pay_with_card(tx, booking_id=booking_id, caller=caller, code=body.gift_card_code, now=now)
        return BookingMoneyView.of(await money.money_of(tx, booking_id=booking_id, caller=caller, now=now))

    return await once.run(body, use_case)
