"""From a wish to a payment. `begin` is one transaction; `finish` calls the provider outside of any transaction.

A crash between them loses nothing: the repeated request, the webhook and the poller all end in the same state.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from smartbooking.books import service as books
from smartbooking.books.domain import Split
from smartbooking.infra.db import Database, Tx
from smartbooking.infra.failpoints import reach
from smartbooking.kernel.ids import sale_id as new_sale_id
from smartbooking.kernel.money import Money
from smartbooking.kernel.principal import Principal
from smartbooking.payments import service as payments
from smartbooking.payments.domain import MethodKind
from smartbooking.payments.errors import PaymentInProgress
from smartbooking.sales.domain import PAY_WITHIN, Goods, Sale, SaleStatus
from smartbooking.sales.errors import SaleRefused
from smartbooking.sales.repository import sales
from smartbooking.sales.service.reading import find
from smartbooking.sales.service.settlement import settle_paid
from smartbooking.value.domain import Holder


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How the buyer wants to pay: a method's code, and the provider's one-time token or a kept card, if any."""

    method: str
    token: str | None = None
    saved_card: UUID | None = None
    save_card: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyer:
    """Who buys, for whom, and in which language the provider shall speak."""

    holder: Holder
    recipient: str
    message: str
    locale: str
    principal: Principal


async def begin(tx: Tx, *, vendor_id: int, goods: Goods, buyer: Buyer, way: Way, now: datetime) -> tuple[UUID, UUID]:
    """Write down the sale, its payment and the first try. Raises SaleRefused `method`, UnknownMethod, Invalid."""
    sale_id = new_sale_id()
    intent_id = await _open(tx, vendor_id=vendor_id, sale_id=sale_id, price=goods.price, way=way, now=now)
    sale = Sale(
        vendor_id=vendor_id, id=sale_id, goods=goods, status=SaleStatus.AWAITING_PAYMENT, buyer=buyer.holder,
        recipient=buyer.recipient, message=buyer.message, locale=buyer.locale, intent_id=intent_id, issued_id=None,
        expires_at=await _until(tx, vendor_id, way, now), created_at=now,
    )  # fmt: skip
    await sales.add(tx, sale)
    return sale_id, await _prepare(tx, sale, intent_id, buyer.principal, way, now)


async def make_way(database: Database, *, sale_id: UUID, link_to: UUID | None, way: Way, now: datetime) -> bool:
    """Before `pay`: end the payment left at another provider's page; True when it was paid there meanwhile."""
    async with database.reading() as read:
        sale = await find(read, sale_id=sale_id, link_to=link_to)
    if sale.status is not SaleStatus.AWAITING_PAYMENT or sale.intent_id is None:
        return False
    outcome = await payments.leave_page(
        database, intent_id=sale.intent_id, method=way.method, card_id=way.saved_card, now=now
    )
    if outcome.paid:
        await database.run(lambda tx: settle_paid(tx, sale_id=sale_id, intent_id=outcome.intent_id, now=now))
    return outcome.paid


async def pay(tx: Tx, *, sale_id: UUID, link_to: UUID | None, principal: Principal, way: Way, now: datetime) -> UUID:
    """Another try while the sale is open, perhaps in another way; whoever left the page is led back to it.

    Raises SaleNotFound, SaleRefused, PaymentInProgress, UnknownMethod.
    """
    await find(tx, sale_id=sale_id, link_to=link_to)
    sale = await sales.lock(tx, sale_id)
    assert sale is not None
    if sale.status is not SaleStatus.AWAITING_PAYMENT:
        raise SaleRefused("paid" if sale.status is SaleStatus.ISSUED else "over")
    if sale.expires_at <= now:
        raise SaleRefused("over")
    assert sale.intent_id is not None
    page = await payments.waiting_attempt(tx, intent_id=sale.intent_id, method=way.method, card_id=way.saved_card)
    if page is not None:
        return page
    intent_id = await _payment_for(tx, sale, way, now)
    attempt_id = await _prepare(tx, sale, intent_id, principal, way, now)
    await sales.await_payment(tx, sale, intent_id=intent_id, until=await _until(tx, sale.vendor_id, way, now))
    return attempt_id


async def finish(database: Database, *, sale_id: UUID, attempt_id: UUID, now: datetime) -> None:
    """Call the provider and act on its answer at once; webhooks and the poller would come to the same."""
    outcome = await payments.run_attempt(database, attempt_id, now=now)
    reach("S0")
    if outcome.paid:
        await database.run(lambda tx: settle_paid(tx, sale_id=sale_id, intent_id=outcome.intent_id, now=now))


async def _payment_for(tx: Tx, sale: Sale, way: Way, now: datetime) -> UUID:
    """The payment of the sale, or a new one where it was given up for another way.

    Raises PaymentInProgress while the provider has not said that the one given up is dead.
    """
    assert sale.intent_id is not None
    given_up = await payments.given_up(tx, intent_id=sale.intent_id)
    if given_up is None:
        _must_go_online(way)
        return sale.intent_id
    if not given_up.dead:
        raise PaymentInProgress
    return await _open(tx, vendor_id=sale.vendor_id, sale_id=sale.id, price=sale.price, way=way, now=now)


async def _open(tx: Tx, *, vendor_id: int, sale_id: UUID, price: Money, way: Way, now: datetime) -> UUID:
    """The agreement to pay. All of it is owed to the buyer until something is issued for it: no fee, no tax."""
    _must_go_online(way)
    intent = await payments.open_intent(
        tx, vendor_id=vendor_id, booking_id=sale_id, amount=price, method=way.method, now=now
    )
    split = Split(deposit=price, tax=Money.zero(price.currency))
    await books.announce_split(tx, vendor_id=vendor_id, intent_id=intent.id, split=split)
    return intent.id


async def _prepare(tx: Tx, sale: Sale, intent_id: UUID, principal: Principal, way: Way, now: datetime) -> UUID:
    # An operator in somebody's name has none of her cards.
    owner = None if principal.acting else principal.user_id
    wish = await payments.card_wish(
        tx, account_id=owner, method=way.method, card_id=way.saved_card, save=way.save_card, token=way.token
    )
    attempt = await payments.prepare_attempt(
        tx, intent_id=intent_id, method=way.method, token=way.token, locale=sale.locale, wish=wish, now=now
    )
    return attempt.id


async def _until(tx: Tx, vendor_id: int, way: Way, now: datetime) -> datetime:
    return now + await payments.time_to_pay(tx, vendor_id=vendor_id, method=way.method, usual=PAY_WITHIN)


def _must_go_online(way: Way) -> None:
    """Nothing is sold on the promise to pay later, and no card buys another. Raises SaleRefused, UnknownMethod."""
    if payments.kind_of(way.method) in (MethodKind.ON_SITE, MethodKind.VALUE):
        raise SaleRefused("method")
