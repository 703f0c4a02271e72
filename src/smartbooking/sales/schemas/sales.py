"""Shapes of sales on the wire. A code is in one reply only, the one that made it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Final, Self

from pydantic import EmailStr, Field, StringConstraints, model_validator

from smartbooking.identity.domain import InvalidContact, parse_phone
from smartbooking.infra.http.wire import (
    Amount,
    Instant,
    IntentRef,
    MembershipRef,
    PassPlanRef,
    PassRef,
    PlanRef,
    SaleRef,
    SavedCardRef,
    ValueRef,
    VendorRef,
    Wire,
    example,
)
from smartbooking.kernel.ids import public_id
from smartbooking.kernel.problem import FieldError, Invalid
from smartbooking.payments.domain import IntentStatus, RefundStatus
from smartbooking.sales.domain import Sale, SaleKind, SaleStatus, Wish
from smartbooking.sales.schemas.shop import Sum, minor_in
from smartbooking.sales.service.buying import Way
from smartbooking.sales.service.reading import Standing
from smartbooking.value.domain import Holder
from smartbooking.vendors.domain import Vendor

Reason = Annotated[str, StringConstraints(min_length=3, max_length=500)]
METHOD: Final = Field("credit_card", pattern="^[a-z][a-z0-9_]{0,31}$", description="A code of GET /payment-methods")


class SaleBuyer(Wire):
    """Whom to reach: a name, and a phone or an e-mail."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=120)] = Field(examples=["Айгерім"])
    phone: Annotated[str, StringConstraints(max_length=40)] | None = Field(None, examples=["+7 701 555 04 18"])
    email: EmailStr | None = None

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        if not self.email and not self.phone:
            raise ValueError("give a phone or an e-mail")
        return self

    def holder(self, country: str) -> Holder:
        """With the phone in E.164. Raises Invalid."""
        try:
            phone = parse_phone(self.phone, country=country) if self.phone else None
        except InvalidContact as error:
            raise Invalid(FieldError("/buyer/phone", str(error), "bad_phone")) from error
        return Holder(name=self.name, phone=phone, email=str(self.email) if self.email else None)


class SalePaymentDetails(Wire):
    """`token` comes from the payment provider's own form; card numbers never come here."""

    token: str | None = Field(None, max_length=500, examples=["tok_success"])
    saved_card_id: SavedCardRef | None = Field(None, description="Pay with a kept card of the signed-in customer")
    save_card: bool = False


class SalePayIn(Wire):
    """Another try, perhaps in another way."""

    model_config = example({"paymentMethod": "sandbox", "paymentDetails": {"token": "tok_success"}})

    payment_method: str = METHOD
    payment_details: SalePaymentDetails = SalePaymentDetails()

    @property
    def way(self) -> Way:
        details = self.payment_details
        return Way(
            method=self.payment_method, token=details.token, saved_card=details.saved_card_id,
            save_card=details.save_card,
        )  # fmt: skip


class BuyIn(SalePayIn):
    """What to buy: an amount for a gift card, or one of the plans. `seenPrice` is what the buyer was shown."""

    model_config = example(
        {
            "vendorId": "ven_12", "giftCardAmount": 10000, "recipient": "Дана", "message": "С днём рождения!",
            "buyer": {"name": "Айгерім", "phone": "+7 701 555 04 18"}, "paymentMethod": "sandbox",
        }
    )  # fmt: skip

    vendor_id: VendorRef
    gift_card_amount: Sum | None = None
    pass_plan_id: PassPlanRef | None = None
    membership_plan_id: PlanRef | None = None
    seen_price: Sum | None = Field(None, description="Of a plan, as it was shown; another price now is refused")
    buyer: SaleBuyer
    recipient: Annotated[str, StringConstraints(max_length=120)] = Field("", description="Printed on a gift card")
    message: Annotated[str, StringConstraints(max_length=300)] = Field("", description="Printed on a gift card")

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        if sum(one is not None for one in (self.gift_card_amount, self.pass_plan_id, self.membership_plan_id)) != 1:
            raise ValueError("give exactly one of giftCardAmount, passPlanId and membershipPlanId")
        if self.gift_card_amount is None and (self.recipient or self.message):
            raise ValueError("only a gift card has a recipient and a message")
        return self

    def wish(self, currency: str) -> Wish:
        """Raises Invalid for an amount finer than the currency."""
        if self.gift_card_amount is not None:
            return Wish(kind=SaleKind.GIFT_CARD, minor=minor_in(self.gift_card_amount, currency, "/giftCardAmount"))
        if self.pass_plan_id is not None:
            return Wish(kind=SaleKind.PASS, plan_id=self.pass_plan_id)
        return Wish(kind=SaleKind.MEMBERSHIP, plan_id=self.membership_plan_id)


class SaleGiveBackIn(Wire):
    """Why all the money goes back; it stays in the audit trail."""

    model_config = example({"reason": "Bought twice by mistake"})

    reason: Reason


class SalePayment(Wire):
    """How the payment stands; `nextUrl`: the provider's page the buyer must visit."""

    intent_id: IntentRef
    status: IntentStatus
    next_url: str | None = None
    decline_code: str | None = None
    client_secret: str | None = None


class SaleReturn(Wire):
    """Money on its way back."""

    amount: Amount
    status: RefundStatus
    at: Instant


class SaleView(Wire):
    """What somebody bought, as she reads it by her link."""

    id: SaleRef
    vendor_id: VendorRef
    vendor_name: str
    kind: SaleKind
    status: SaleStatus
    name: str = Field(description="Of its plan, in the language of the request; a gift card has none")
    price: Amount
    currency: str
    recipient: str
    message: str
    visits: int | None = Field(None, description="Of a pass")
    expires_at: Instant | None = Field(None, description="Until when it can be paid")
    issued_at: Instant | None = None
    payment: SalePayment | None = None
    returns: list[SaleReturn]
    server_now: Instant

    @classmethod
    def facts(cls, standing: Standing, vendor: Vendor, locale: str, now: datetime) -> dict[str, Any]:
        sale, outcome = standing.sale, standing.outcome
        waits = sale.status is SaleStatus.AWAITING_PAYMENT
        return {
            "id": sale.id, "vendor_id": sale.vendor_id, "vendor_name": vendor.name.pick(locale),
            "kind": sale.goods.kind, "status": sale.status, "name": sale.goods.name.pick(locale),
            "price": sale.price.major, "currency": sale.price.currency, "recipient": sale.recipient,
            "message": sale.message, "visits": (sale.goods.terms or {}).get("visits"),
            "expires_at": sale.expires_at if waits else None, "issued_at": sale.issued_at,
            "payment": SalePayment(
                intent_id=outcome.intent_id, status=outcome.status, next_url=outcome.redirect_url,
                decline_code=outcome.decline_code, client_secret=outcome.client_secret if waits else None,
            ) if outcome else None,
            "returns": [
                SaleReturn(amount=one.amount.major, status=one.status, at=one.at) for one in standing.purse.returns
            ],
            "server_now": now,
        }  # fmt: skip

    @classmethod
    def of(cls, standing: Standing, vendor: Vendor, locale: str, now: datetime) -> Self:
        return cls(**cls.facts(standing, vendor, locale, now))


class SaleBegun(SaleView):
    """A sale with the secret link to it; nobody but the buyer gets it."""

    access_token: str
    access_url: str


class SaleCodeOut(Wire):
    """The code, readable now and never again."""

    code: str = Field(examples=["G7K2-9QXM-T4WB-8HND"])


class SaleRowOut(Wire):
    """A sale as the business reads it."""

    id: SaleRef
    kind: SaleKind
    status: SaleStatus
    name: str
    price: Amount
    currency: str
    buyer_name: str | None = None
    buyer_phone: str | None = None
    buyer_email: str | None = None
    recipient: str
    gift_card_id: ValueRef | None = None
    pass_id: PassRef | None = None
    membership_id: MembershipRef | None = None
    created_at: Instant
    issued_at: Instant | None = None
    ended_at: Instant | None = None

    @classmethod
    def of(cls, sale: Sale, locale: str) -> Self:
        kind = sale.goods.kind
        return cls(
            id=sale.id, kind=kind, status=sale.status, name=sale.goods.name.pick(locale), price=sale.price.major,
            currency=sale.price.currency, buyer_name=sale.buyer.name, buyer_phone=sale.buyer.phone,
            buyer_email=sale.buyer.email, recipient=sale.recipient,
            gift_card_id=sale.issued_id if kind is SaleKind.GIFT_CARD else None,
            pass_id=sale.issued_id if kind is SaleKind.PASS else None,
            membership_id=sale.issued_id if kind is SaleKind.MEMBERSHIP else None,
            created_at=sale.created_at, issued_at=sale.issued_at, ended_at=sale.ended_at,
        )  # fmt: skip


class SalesOut(Wire):
    """Sales, the newest first; `before` continues the list."""

    data: list[SaleRowOut]
    before: SaleRef | None = None

    @classmethod
    def page(cls, found: list[Sale], limit: int, locale: str) -> Self:
        return cls(
            data=[SaleRowOut.of(one, locale) for one in found], before=found[-1].id if len(found) == limit else None
        )


def access_url(base_url: str, sale: Sale, token: str) -> str:
    """Where the buyer comes back to."""
    return f"{base_url}/bought/{public_id('sal', sale.id)}?token={token}"
