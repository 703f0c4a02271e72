"""HTTP of online sales: buying, coming back to what was bought, and giving it back at the desk."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Response

from smartbooking.identity.errors import NotWhileActing
from smartbooking.infra.crypto import Signer
from smartbooking.infra.db import Database, Tx
from smartbooking.infra.http.deps import (
    DatabaseDep,
    LocaleDep,
    NowDep,
    OnceDep,
    PrincipalDep,
    ReadTxDep,
    SettingsDep,
    SignerDep,
    TxDep,
)
from smartbooking.infra.http.limits import rate_limit
from smartbooking.infra.http.problems import problems
from smartbooking.infra.http.switches import SwitchedOff, SwitchesDep
from smartbooking.infra.http.wire import SaleRef, VendorRef
from smartbooking.kernel.page import DEFAULT_LIMIT, MAX_LIMIT
from smartbooking.kernel.principal import Principal
from smartbooking.kernel.problem import Forbidden, Invalid, NotFound, TooManyRequests
from smartbooking.kernel.switches import Switch
from smartbooking.payments import service as payments
from smartbooking.payments.errors import PaymentInProgress, SavedCardNotFound, UnknownMethod
from smartbooking.sales.access import LinkDep, Manager, Staff
from smartbooking.sales.domain import Goods, SaleStatus
from smartbooking.sales.errors import NotOnSale, SaleNotFound, SaleRefused
from smartbooking.sales.schemas.sales import (
    BuyIn,
    SaleBegun,
    SaleCodeOut,
    SaleGiveBackIn,
    SalePayIn,
    SaleRowOut,
    SalesOut,
    SaleView,
    access_url,
)
from smartbooking.sales.service import buying, giving, reading
from smartbooking.sales.service import shop as shops
from smartbooking.value.domain import printed
from smartbooking.value.errors import MembershipRefused, PassRefused, ValueRefused
from smartbooking.vendors import service as vendors

router = APIRouter(prefix="/api/v1/sales", tags=["Online sale"])
desk_router = APIRouter(prefix="/api/v1/vendors/{vendor_id}/sales", tags=["Online sale"])
SaleId = Annotated[SaleRef, Path(description="The sale")]
Finish = Callable[[dict[str, Any]], Awaitable[SaleBegun]]
PAYING = (UnknownMethod, PaymentInProgress, SavedCardNotFound, TooManyRequests, Invalid)
USED = (ValueRefused, PassRefused, MembershipRefused)


@router.post(
    "", status_code=201, response_model=SaleBegun, summary="Buy a gift card, a pass or a membership",
    dependencies=[Depends(rate_limit("buy", "20/minute", by="principal"))],
    responses=problems(NotFound, NotOnSale, SwitchedOff, SaleRefused, *PAYING),
)  # fmt: skip
async def buy(
    body: BuyIn, once: OnceDep, principal: PrincipalDep, signer: SignerDep, settings: SettingsDep, locale: LocaleDep,
    database: DatabaseDep, switches: SwitchesDep, now: NowDep,
) -> Response:  # fmt: skip
    """Like a booking: a payment that succeeds at once issues it, else `payment.nextUrl` or another try.

    A payment that was declined leaves the sale open until `expiresAt`: `payment.declineCode` says why.
    """
    _own_cards(body, principal)
    payments.refuse_card_numbers(
        {"token": body.payment_details.token, "recipient": body.recipient, "message": body.message,
         "buyer": {"name": body.buyer.name}}
    )  # fmt: skip
    if body.gift_card_amount is not None and not switches.on(Switch.GIFT_CARD_SALE, body.vendor_id):
        raise SwitchedOff

    async def begin(tx: Tx) -> dict[str, Any]:
        vendor = await vendors.visible_vendor(tx, vendor_id=body.vendor_id, principal=principal)
        goods = await shops.goods_of(
            tx, vendor_id=vendor.id, currency=vendor.currency, wish=body.wish(vendor.currency), switches=switches
        )
        _same_price(body, goods)
        buyer = buying.Buyer(
            holder=body.buyer.holder(vendor.country), recipient=body.recipient, message=body.message, locale=locale,
            principal=principal,
        )  # fmt: skip
        sale, attempt = await buying.begin(tx, vendor_id=vendor.id, goods=goods, buyer=buyer, way=body.way, now=now)
        return {"sale": sale.hex, "attempt": attempt.hex}

    return await once.run_in_steps(body, begin, _finisher(database, signer, settings.base_url, locale, now), status=201)


@router.get("/{sale_id}", response_model_exclude_none=True, summary="A sale", responses=problems(SaleNotFound))
async def read_sale(sale_id: SaleId, read: ReadTxDep, link: LinkDep, locale: LocaleDep, now: NowDep) -> SaleView:
    """For whoever has its link."""
    sale = await reading.find(read, sale_id=sale_id, link_to=link)
    vendor = await vendors.get_vendor(read, vendor_id=sale.vendor_id)
    return SaleView.of(await reading.standing_of(read, sale), vendor, locale, now)


@router.post(
    "/{sale_id}/pay", response_model=SaleBegun, summary="Try to pay for a sale again, perhaps in another way",
    dependencies=[Depends(rate_limit("buy-again", "20/minute", by="principal"))],
    responses=problems(SaleNotFound, SaleRefused, *PAYING),
)  # fmt: skip
async def pay_sale(
    sale_id: SaleId, body: SalePayIn, once: OnceDep, principal: PrincipalDep, link: LinkDep, signer: SignerDep,
    settings: SettingsDep, locale: LocaleDep, database: DatabaseDep, now: NowDep,
) -> Response:  # fmt: skip
    """While it is open. A payment left at another provider's page is ended there first: nobody is charged twice."""
    _own_cards(body, principal)
    payments.refuse_card_numbers(body.payment_details.token, "/paymentDetails/token")
    paid = False
    if await once.is_new():
        paid = await buying.make_way(database, sale_id=sale_id, link_to=link, way=body.way, now=now)

    async def begin(tx: Tx) -> dict[str, Any]:
        if paid:
            return {"sale": sale_id.hex, "attempt": None}
        attempt = await buying.pay(tx, sale_id=sale_id, link_to=link, principal=principal, way=body.way, now=now)
        return {"sale": sale_id.hex, "attempt": attempt.hex}

    return await once.run_in_steps(body, begin, _finisher(database, signer, settings.base_url, locale, now))


@router.post(
    "/{sale_id}/code", summary="Make the code of what was bought",
    dependencies=[Depends(rate_limit("sale-code", "10/minute"))],
    responses=problems(SaleNotFound, SaleRefused, TooManyRequests, *USED),
)  # fmt: skip
async def make_sale_code(sale_id: SaleId, tx: TxDep, link: LinkDep, now: NowDep) -> SaleCodeOut:
    """Shown this once and kept nowhere: a new one ends the one before. A gift card that was used gets none."""
    return SaleCodeOut(code=printed(await giving.make_code(tx, sale_id=sale_id, link_to=link, now=now)))


@desk_router.get("", summary="Online sales of the business", responses=problems(Forbidden, NotFound))
async def list_sales(
    vendor_id: VendorRef, read: ReadTxDep, _: Staff, locale: LocaleDep,
    status: Annotated[SaleStatus | None, Query(description="Only those in this status")] = None,
    before: Annotated[SaleRef | None, Query(description="`before` of the last page")] = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
) -> SalesOut:  # fmt: skip
    """The newest first, also those nobody paid."""
    found = await reading.newest(read, vendor_id=vendor_id, status=status, before=before, limit=limit)
    return SalesOut.page(found, limit, locale)


@desk_router.post(
    "/{sale_id}/refund", summary="Give the price of a sale back", response_model=SaleRowOut,
    responses=problems(Forbidden, NotFound, SaleNotFound, SaleRefused, Invalid, *USED),
)  # fmt: skip
async def refund_sale(
    vendor_id: VendorRef, sale_id: SaleId, body: SaleGiveBackIn, once: OnceDep, principal: Manager, locale: LocaleDep,
    now: NowDep,
) -> Response:  # fmt: skip
    """All of it, while nobody has used what was sold, which is dead from then on."""

    async def give_back(tx: Tx) -> SaleRowOut:
        sale = await giving.give_back(
            tx, vendor_id=vendor_id, sale_id=sale_id, reason=body.reason, principal=principal, now=now
        )
        return SaleRowOut.of(sale, locale)

    return await once.run(body, give_back)


def _finisher(database: Database, signer: Signer, base_url: str, locale: str, now: datetime) -> Finish:
    """The second step: call the provider if there is anything to call, then say where things stand."""

    async def finish(progress: dict[str, Any]) -> SaleBegun:
        sale_id = UUID(hex=progress["sale"])
        if progress["attempt"]:
            await buying.finish(database, sale_id=sale_id, attempt_id=UUID(hex=progress["attempt"]), now=now)
        async with database.reading() as read:
            sale = await reading.find(read, sale_id=sale_id, link_to=sale_id)
            vendor = await vendors.get_vendor(read, vendor_id=sale.vendor_id)
            standing = await reading.standing_of(read, sale)
        token = reading.access_token(signer, sale)
        return SaleBegun(
            **SaleView.facts(standing, vendor, locale, now), access_token=token,
            access_url=access_url(base_url, sale, token),
        )  # fmt: skip

    return finish


def _own_cards(body: SalePayIn, principal: Principal) -> None:
    details = body.payment_details
    if principal.acting and (details.saved_card_id or details.save_card):
        raise NotWhileActing("Only the person pays with a kept card, or keeps one.")


def _same_price(body: BuyIn, goods: Goods) -> None:
    """Raises NotOnSale `price` when a plan costs something else than the buyer has seen."""
    if body.seen_price is not None and body.seen_price != goods.price.major:
        raise NotOnSale("price", price=float(goods.price.major))
