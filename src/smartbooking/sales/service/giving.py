"""The code of what was bought, and giving back what nobody has used."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from smartbooking.infra.audit import record
from smartbooking.infra.db import Tx
from smartbooking.kernel.ids import public_id
from smartbooking.kernel.principal import Principal
from smartbooking.payments import service as payments
from smartbooking.payments.domain import IntentStatus
from smartbooking.sales.domain import Sale, SaleKind, SaleStatus
from smartbooking.sales.errors import SaleNotFound, SaleRefused
from smartbooking.sales.repository import sales
from smartbooking.sales.service.reading import find
from smartbooking.sales.service.settlement import paid_by, today_at
from smartbooking.value import service as value

REASON = "sale_given_back"


async def make_code(tx: Tx, *, sale_id: UUID, link_to: UUID | None, now: datetime) -> str:
    """A code for the buyer, readable now and never again; the one before it is dead.

    Raises SaleNotFound, SaleRefused, and what the card, pass or membership says.
    """
    await find(tx, sale_id=sale_id, link_to=link_to)
    sale = await _issued(tx, sale_id)
    assert sale.issued_id is not None
    vendor_id, issued = sale.vendor_id, sale.issued_id
    if sale.goods.kind is SaleKind.GIFT_CARD:
        return await value.recode_card(tx, vendor_id=vendor_id, account_id=issued, amount=sale.price, now=now)
    if sale.goods.kind is SaleKind.PASS:
        return await value.recode_pass(tx, vendor_id=vendor_id, pass_id=issued, actor="online", now=now)
    return await value.recode_membership(tx, vendor_id=vendor_id, membership_id=issued, now=now)


async def give_back(tx: Tx, *, vendor_id: int, sale_id: UUID, reason: str, principal: Principal, now: datetime) -> Sale:
    """All the money goes back, and what was sold dies in the same transaction; only what nobody has used. Audited.

    Raises SaleNotFound, SaleRefused, and `used` of the card, pass or membership.
    """
    known = await sales.get(tx, sale_id)
    if known is None or known.vendor_id != vendor_id:
        raise SaleNotFound
    sale = await _issued(tx, sale_id)
    assert sale.intent_id is not None
    outcome = await payments.payment_status(tx, intent_id=sale.intent_id)
    if outcome.status is IntentStatus.DISPUTED:
        raise SaleRefused("disputed")
    if await payments.refundable(tx, intent_id=sale.intent_id) != sale.price:
        raise SaleRefused("money_back")
    await _take_back(tx, sale, principal, now)
    await payments.request_refund(tx, intent_id=sale.intent_id, amount=sale.price, reason=REASON, now=now)
    await sales.move(tx, sale, SaleStatus.REFUNDED, now=now)
    await record(
        tx, principal, action="sales.given_back", subject=public_id("sal", sale.id), vendor_id=vendor_id,
        details={"amountMinor": sale.price.minor, "currency": sale.price.currency, "reason": reason},
    )  # fmt: skip
    return await sales.get(tx, sale_id) or sale


async def _take_back(tx: Tx, sale: Sale, principal: Principal, now: datetime) -> None:
    assert sale.intent_id is not None
    assert sale.issued_id is not None
    paid = await paid_by(tx, sale, sale.intent_id)
    vendor_id, issued, actor = sale.vendor_id, sale.issued_id, principal.actor
    if sale.goods.kind is SaleKind.GIFT_CARD:
        await value.take_card_back(
            tx, vendor_id=vendor_id, account_id=issued, amount=sale.price, paid=paid, actor=actor, now=now
        )
    elif sale.goods.kind is SaleKind.PASS:
        await value.take_pass_back(tx, vendor_id=vendor_id, pass_id=issued, paid=paid, actor=actor, now=now)
    else:
        today = await today_at(tx, vendor_id, now)
        await value.take_membership_back(
            tx, vendor_id=vendor_id, membership_id=issued, price=sale.price, paid=paid, today=today, actor=actor,
            now=now,
        )  # fmt: skip


async def _issued(tx: Tx, sale_id: UUID) -> Sale:
    sale = await sales.lock(tx, sale_id)
    if sale is None:
        raise SaleNotFound
    if sale.status is not SaleStatus.ISSUED:
        over = sale.status in (SaleStatus.REFUNDED, SaleStatus.RETURNED)
        raise SaleRefused("ended" if over else "not_issued")
    return sale
