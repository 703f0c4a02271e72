"""Limits per customer, decided under a lock: two bookings of one customer can not both be the last allowed one."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from smartbooking.availability.domain.questions import Offer, Want
from smartbooking.availability.domain.terms import Terms
from smartbooking.availability.domain.zone import instant
from smartbooking.availability.errors import LimitReached
from smartbooking.availability.repository import visits
from smartbooking.availability.service.explain import around, offer_kind, over_limits, visit_day, visit_end
from smartbooking.availability.service.terms import load, recall
from smartbooking.infra.db import Tx


def is_limited(offer: Offer) -> bool:
    """True when the offer counts what each customer books, or nobody has asked about it in this process yet."""
    terms = recall(offer)
    return terms is None or terms.rules.per_day_limit is not None or terms.rules.active_limit is not None


async def count_for(tx: Tx, *, want: Want, booking_id: UUID, now: datetime) -> None:
    """Count a line for its customer, after check() and before the hold, in its transaction. Raises LimitReached.

    Takes an advisory lock per account, contact and offer until the commit. Cancelled and expired bookings stop counting
    by themselves. Bookings made while the offer had no limit are not counted; then this costs no query. A person may be
    counted again, with a contact that was not known before.
    """
    who = want.counted
    if not who:
        return
    terms = recall(want.offer) or await _terms(tx, want, now)
    if terms.rules.per_day_limit is None and terms.rules.active_limit is None:
        return
    vendor_id, offer_id = terms.place.vendor_id, want.resource_id or want.service_id or 0
    kind, day = offer_kind(want), visit_day(want.span, terms)
    await visits.lock_customers(tx, vendor_id=vendor_id, customers=who, offer=kind, offer_id=offer_id)
    on_day, active = await visits.count_visits(
        tx, vendor_id=vendor_id, customers=who, offer=kind, offer_id=offer_id, day=day, now=now,
        besides=booking_id,
    )  # fmt: skip
    if broken := over_limits(terms, on_day=on_day, active=active):
        raise LimitReached(broken[0].message.pick("en"), limit=broken[0].params["limit"])
    await visits.record_visit(
        tx, vendor_id=vendor_id, booking_id=booking_id, line=want.line, customers=who, offer=kind,
        offer_id=offer_id, day=day, ends=instant(visit_end(want.span, terms)),
    )  # fmt: skip


async def _terms(tx: Tx, want: Want, now: datetime) -> Terms:
    first, last = around(want.span)
    return (await load(tx, want.offer, first=first, last=last, now=now, vendor_id=want.vendor_id)).terms
