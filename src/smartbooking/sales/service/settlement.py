"""Money has come for a sale: it is issued, or everything goes back. Repeatable, in any order, any number of times.

Money that comes late buys the same thing if it is still sold for the same price; else all of it goes back.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from smartbooking.books.domain import DEPOSIT
from smartbooking.infra.db import ReadTx, Tx
from smartbooking.infra.failpoints import reach
from smartbooking.infra.switches import read_switches
from smartbooking.kernel.principal import ANONYMOUS
from smartbooking.kernel.problem import NotFound
from smartbooking.payments import service as payments
from smartbooking.sales.domain import Sale, SaleKind, SaleStatus, Wish
from smartbooking.sales.errors import NotOnSale
from smartbooking.sales.repository import sales
from smartbooking.sales.service.shop import goods_of
from smartbooking.value import service as value
from smartbooking.value.domain.paid import Paid
from smartbooking.value.errors import PlanNotFound
from smartbooking.vendors import service as vendors

UNAVAILABLE: Final = "unavailable"
SURPLUS: Final = "surplus"


async def settle_paid(tx: Tx, *, sale_id: UUID, intent_id: UUID, now: datetime) -> None:
    """A payment of a sale has its money. Locks the sale; what is no sale is not ours."""
    sale = await sales.lock(tx, sale_id)
    if sale is None:
        return
    if sale.status in (SaleStatus.ISSUED, SaleStatus.REFUNDED):
        if intent_id != sale.intent_id:
            await _give_back(tx, sale, intent_id, SURPLUS, now)  # paid twice, by two ways
        return
    paid = await _paid(tx, sale, intent_id)
    in_time = sale.status is SaleStatus.AWAITING_PAYMENT
    if paid is None or sale.status is SaleStatus.RETURNED or not (in_time or await _still_sold(tx, sale)):
        await _return(tx, sale, intent_id, now)
        return
    reach("S1")
    issued = await _issue(tx, sale, paid, now)
    if issued is None:
        await _return(tx, sale, intent_id, now)
        return
    reach("S2")
    await sales.move(tx, sale, SaleStatus.ISSUED, now=now, intent_id=intent_id, issued_id=issued)


async def paid_by(read: ReadTx, sale: Sale, intent_id: UUID) -> Paid:
    """Where the money of a sale is while it is neither issued nor on its way back."""
    attempt = await payments.paid_attempt(read, intent_id=intent_id)
    return Paid(account=DEPOSIT, sale_id=sale.id, intent_id=intent_id, attempt_id=attempt.id if attempt else None)


async def today_at(read: ReadTx, vendor_id: int, now: datetime) -> date:
    """The day in the zone of the business."""
    vendor = await vendors.get_vendor(read, vendor_id=vendor_id)
    return now.astimezone(ZoneInfo(vendor.timezone)).date()


async def _paid(tx: Tx, sale: Sale, intent_id: UUID) -> Paid | None:
    """None for another sum than the price, which an operator may have let count: nothing is sold for it."""
    left = await payments.refundable(tx, intent_id=intent_id)
    return await paid_by(tx, sale, intent_id) if left == sale.price else None


async def _still_sold(tx: Tx, sale: Sale) -> bool:
    wish = Wish(kind=sale.goods.kind, minor=sale.price.minor, plan_id=sale.goods.plan_id)
    try:
        await vendors.visible_vendor(tx, vendor_id=sale.vendor_id, principal=ANONYMOUS)
        goods = await goods_of(
            tx, vendor_id=sale.vendor_id, currency=sale.price.currency, wish=wish, switches=await read_switches(tx)
        )
    except (NotOnSale, NotFound):
        return False
    return (goods.price, goods.terms) == (sale.price, sale.goods.terms)


async def _issue(tx: Tx, sale: Sale, paid: Paid, now: datetime) -> UUID | None:
    """The id of what the sale became; None when its plan is gone for good."""
    goods, vendor_id = sale.goods, sale.vendor_id
    if goods.kind is SaleKind.GIFT_CARD:
        card = await value.issue_card(tx, vendor_id=vendor_id, amount=sale.price, paid=paid, holder=sale.buyer, now=now)
        return card.id
    assert goods.plan_id is not None
    if goods.kind is SaleKind.PASS:
        assert goods.terms is not None
        one = await value.issue_agreed_pass(
            tx, vendor_id=vendor_id, plan_id=goods.plan_id, terms=value.pass_terms_in(goods.terms), paid=paid,
            holder=sale.buyer, note="", actor="online", now=now,
        )  # fmt: skip
        return one.id
    try:
        plan = await value.get_plan(tx, vendor_id=vendor_id, plan_id=goods.plan_id)
    except PlanNotFound:
        return None
    today = await today_at(tx, vendor_id, now)
    member = await value.issue_membership(
        tx, plan=plan, price=sale.price, paid=paid, holder=sale.buyer, today=today, now=now
    )
    return member.id


async def _return(tx: Tx, sale: Sale, intent_id: UUID, now: datetime) -> None:
    """Nothing is sold for this money, so all of it goes back."""
    if sale.status is not SaleStatus.RETURNED:
        await sales.move(tx, sale, SaleStatus.RETURNED, now=now, intent_id=intent_id)
    await payments.refund_everything(tx, vendor_id=sale.vendor_id, booking_id=sale.id, reason=UNAVAILABLE, now=now)


async def _give_back(tx: Tx, sale: Sale, intent_id: UUID, reason: str, now: datetime) -> None:
    left = await payments.refundable(tx, intent_id=intent_id)
    if left.minor > 0:
        await payments.request_refund(tx, intent_id=intent_id, amount=left, reason=reason, now=now)
