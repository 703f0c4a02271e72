"""/api/payments of the founding document: the same payments as in /api/v1, by its three routes."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Final, Self

from fastapi import APIRouter, Response
from fastapi import Path as PathParameter
from pydantic import Field, model_validator

from smartbooking.availability.errors import HoldLost
from smartbooking.bookings.access import CallerDep
from smartbooking.bookings.api import bookings as v1
from smartbooking.bookings.errors import InvalidTransition, MethodNotOffered, PaymentDeclined
from smartbooking.bookings.schemas.replies import BookingCreated
from smartbooking.bookings.schemas.requests import PaymentDetails, PayRequest
from smartbooking.entrypoints.facade.kinds import TAG
from smartbooking.infra.db import Tx
from smartbooking.infra.http.deps import DatabaseDep, NowDep, OnceDep, PrincipalDep, SettingsDep, SignerDep
from smartbooking.infra.http.problems import problems
from smartbooking.infra.http.wire import Amount, BookingRef, IntentRef, RefundRef, Wire, amount, example
from smartbooking.kernel.problem import Forbidden, Invalid, NotFound
from smartbooking.payments import service as payments
from smartbooking.payments.domain import Refund, RefundStatus
from smartbooking.payments.errors import (
    PaymentInProgress,
    PaymentNotFound,
    RefundExceedsCapture,
    ReturnNotProven,
    UnknownMethod,
)
from smartbooking.payments.schemas.payments import PaymentOut

router = APIRouter(prefix="/api/payments", tags=[TAG])
_RETURN: Final = ("razorpay_order_id", "razorpay_payment_id", "razorpay_signature")


class NewOrder(Wire):
    """Which booking is paid, and how. A token of the provider is charged at once; without one its page asks."""

    model_config = example({"bookingId": "bkg_01M7YHFMK6EXSVJKDHAQ5QAGFG", "paymentMethod": "credit_card"})

    booking_id: BookingRef
    payment_method: str = Field("credit_card", max_length=40, examples=["credit_card"])
    payment_details: PaymentDetails = Field(default_factory=PaymentDetails)


class ReturnIn(Wire):
    """What the browser brought back: Razorpay's three fields (its own spelling `razorpay_order_id` is taken, too), or
    for other providers the payment and its secret."""

    model_config = example({
        "razorpayOrderId": "order_IluGWxBm9U8zJ8", "razorpayPaymentId": "pay_IH4NVgf4Dreq1l",
        "razorpaySignature": "0d4e745a1838664ad6c9c9902212a32d627d68e917290b0ad5f08ff4561bc50f",
    })  # fmt: skip

    razorpay_order_id: str | None = Field(None, max_length=64)
    razorpay_payment_id: str | None = Field(None, max_length=64)
    razorpay_signature: str | None = Field(None, max_length=128)
    intent_id: IntentRef | None = None
    client_secret: str | None = Field(None, max_length=64)

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        proof = [getattr(self, name) for name in _RETURN]
        if any(proof) == (self.intent_id is not None) or (any(proof) and not all(proof)):
            raise ValueError("give all three razorpay fields, or intentId with clientSecret")
        return self


class RefundIn(Wire):
    """How much goes back, and why; without an amount all that is left."""

    model_config = example({"amount": 5000, "reason": "Горячей воды не было"})

    amount: Decimal | None = Field(None, gt=0)
    reason: str = Field("goodwill", min_length=3, max_length=200)


class RefundOut(Wire):
    """A refund on its way; GET /api/v1/payments/{intentId} shows when it has arrived."""

    model_config = example({
        "refundId": "ref_01M7YHFMK6EXSVJKDHAQ5QAGFG", "intentId": "pay_01M7YHFMK6EXSVJKDHAQ5QAGFG", "amount": 5000.0,
        "currency": "KZT", "status": "requested",
    })  # fmt: skip

    refund_id: RefundRef
    intent_id: IntentRef
    amount: Amount
    currency: str
    status: RefundStatus

    @classmethod
    def of(cls, refund: Refund) -> RefundOut:
        return cls(
            refund_id=refund.id,
            intent_id=refund.intent_id,
            amount=amount(refund.amount),
            currency=refund.amount.currency,
            status=refund.status,
        )


@router.post(
    "/create-order", response_model=BookingCreated, response_model_exclude_none=True, name="create_payment_order",
    summary="Start paying for a booking",
    responses=problems(NotFound, HoldLost, InvalidTransition, MethodNotOffered, PaymentDeclined, PaymentInProgress),
)  # fmt: skip
async def create_order(
    *, body: NewOrder, once: OnceDep, caller: CallerDep, signer: SignerDep, settings: SettingsDep,
    database: DatabaseDep, now: NowDep,
) -> Response:  # fmt: skip
    """The same as POST /api/v1/bookings/{bookingId}/pay: `nextAction` says where the customer goes."""
    request = PayRequest(payment_method=body.payment_method, payment_details=body.payment_details)
    return await v1.pay_booking(
        booking_id=body.booking_id, body=request, once=once, caller=caller, signer=signer, settings=settings,
        database=database, now=now,
    )  # fmt: skip


@router.post(
    "/verify", response_model=PaymentOut, name="verify_payment", summary="Check a payment the customer came back from",
    responses=problems(PaymentNotFound, ReturnNotProven, UnknownMethod, Invalid),
)  # fmt: skip
async def verify_payment(body: ReturnIn, principal: PrincipalDep, database: DatabaseDep, now: NowDep) -> PaymentOut:
    """The browser confirms nothing: its proof is checked, then the provider is asked, and its answer is told."""
    if body.intent_id is not None:
        intent, outcome = await payments.ask_now(
            database, principal=principal, intent_id=body.intent_id, client_secret=body.client_secret, now=now
        )
    else:
        fields = {name: getattr(body, name) or "" for name in _RETURN}
        intent, outcome = await payments.verify_return(database, provider="razorpay", fields=fields, now=now)
    return PaymentOut.of(intent, outcome, now)


@router.post(
    "/refund/{intentId}", response_model=RefundOut, name="refund_payment", summary="Give money back",
    responses=problems(PaymentNotFound, Forbidden, RefundExceedsCapture, Invalid),
)  # fmt: skip
async def refund_payment(
    intent_id: Annotated[IntentRef, PathParameter(alias="intentId")], body: RefundIn, principal: PrincipalDep,
    once: OnceDep, now: NowDep,
) -> Response:  # fmt: skip
    """For managers of the business and operators; a customer's refund follows from cancelling the booking."""

    async def use_case(tx: Tx) -> RefundOut:
        return RefundOut.of(
            await payments.refund_by_manager(
                tx, principal=principal, intent_id=intent_id, amount=body.amount, reason=body.reason, now=now
            )
        )

    return await once.run(body, use_case)
