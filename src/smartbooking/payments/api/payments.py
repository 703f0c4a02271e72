"""HTTP of payments. The provider's return page confirms nothing; only the provider's own word does."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Header, Query, Request
from fastapi import Path as PathParameter

from smartbooking.infra.http.deps import DatabaseDep, LocaleDep, NowDep, PrincipalDep, ReadTxDep
from smartbooking.infra.http.problems import problems
from smartbooking.infra.http.wire import IntentRef, VendorRef
from smartbooking.payments import service
from smartbooking.payments.errors import PaymentNotFound, ProviderSilent, WebhookRefused
from smartbooking.payments.schemas.payments import MessageKept, MethodOut, PaymentOut

router = APIRouter(prefix="/api/v1", tags=["Payments"])

ClientSecret = Annotated[
    str | None, Query(alias="clientSecret", max_length=64, description="Given when the payment was created")
]
PaymentSecret = Annotated[
    str | None, Header(alias="X-Payment-Secret", max_length=64, description="Same as `clientSecret`")
]
_MESSAGE: Final = {
    "schema": {"type": "object"},
    "example": {"id": "evt_1", "type": "payment.captured", "data": {"payment": "spay_1"}},
}


@router.get("/payment-methods", summary="Ways to pay", response_model=list[MethodOut])
async def list_methods(
    read: ReadTxDep,
    locale: LocaleDep,
    vendor_id: Annotated[
        VendorRef | None, Query(alias="vendorId", description="The business the booking is with")
    ] = None,
    currency: Annotated[
        str | None, Query(pattern="^[A-Z]{3}$", description="Only ways that take this currency", examples=["KZT"])
    ] = None,
) -> list[MethodOut]:
    """The ways to pay a business offers, in the order they are shown; without a business those that all offer."""
    methods = await service.offered_methods(read, vendor_id=vendor_id, currency=currency, locale=locale)
    return [MethodOut.of(method) for method in methods]


@router.get(
    "/payments/{intentId}",
    summary="State of a payment",
    response_model=PaymentOut,
    responses=problems(PaymentNotFound),
)
async def get_payment(
    *,
    read: ReadTxDep,
    principal: PrincipalDep,
    now: NowDep,
    intent_id: Annotated[IntentRef, PathParameter(alias="intentId")],
    client_secret: ClientSecret = None,
    payment_secret: PaymentSecret = None,
) -> PaymentOut:
    """For the customer who has the client secret, the staff of the business, and operators."""
    intent, outcome = await service.get_payment(
        read, principal=principal, intent_id=intent_id, client_secret=payment_secret or client_secret
    )
    return PaymentOut.of(intent, outcome, now)


@router.post(
    "/payments/webhooks/{provider}",
    summary="Message of a payment provider",
    response_model=MessageKept,
    responses=problems(WebhookRefused, PaymentNotFound, ProviderSilent),
    openapi_extra={"requestBody": {"required": True, "content": {"application/json": _MESSAGE}}},
)
async def receive_webhook(
    request: Request,
    database: DatabaseDep,
    now: NowDep,
    provider: Annotated[str, PathParameter(pattern="^[a-z][a-z0-9_]{0,31}$")],
) -> MessageKept:
    """Checked over the raw bytes, stored, answered; acted on afterwards."""
    body = await request.body()
    new = await service.receive_webhook(database, provider=provider, headers=request.headers, body=body, now=now)
    return MessageKept(new=new)
