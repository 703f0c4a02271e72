"""Who asks for a price as a member, and the cheapest price that makes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from smartbooking.infra.db import ReadTx
from smartbooking.kernel.principal import Principal
from smartbooking.pricing.domain import Member, PriceRequest, Quote
from smartbooking.pricing.domain.refusals import PromoRefused
from smartbooking.pricing.repository.settings import has_member_prices
from smartbooking.value import service as value
from smartbooking.value.domain import Membership

__all__ = ["cheapest", "has_member_prices", "member_of", "memberships_for", "still_member"]


def member_of(membership: Membership) -> Member:
    """A membership as prices see it."""
    return Member(membership_id=membership.id, plan_id=membership.plan.id, days=membership.days())


async def memberships_for(
    read: ReadTx, *, lines: Sequence[PriceRequest], code: str | None, principal: Principal | None
) -> tuple[Membership, ...]:
    """The membership behind a code; without one those the account has shown before, as far as they cover a day.

    Who works for the business books for others: her own memberships do not count then.
    Raises MembershipRefused for a code that is none, or covers none of the days.
    """
    vendor_id, days = lines[0].vendor_id, list(_days(lines))
    if code:
        found = await value.membership_by_code(read, vendor_id=vendor_id, code=code)
        value.refuse_outside(found, days)
        return (found,)
    if principal is None or principal.user_id is None or principal.works_for(vendor_id):
        return ()
    linked = await value.memberships_of_user(read, vendor_id=vendor_id, user_id=principal.user_id)
    return tuple(one for one in linked if any(one.covers(day) for day in days))


async def still_member(read: ReadTx, *, vendor_id: int, kept: Member | None) -> Member | None:
    """The membership a booking was made with, as it is now; None without one."""
    if kept is None:
        return None
    return member_of(await value.get_membership(read, vendor_id=vendor_id, membership_id=kept.membership_id))


def cheapest(
    lines: Sequence[PriceRequest], members: Sequence[Member], price: Callable[[Sequence[PriceRequest]], Quote]
) -> Quote:
    """A member never pays more than everybody else: the lowest of the prices with and without each membership.

    Of equal prices the one without. Raises what the price without raises when there is no other.
    """
    found: list[Quote] = []
    refused: PromoRefused | None = None
    for member in (None, *members):
        try:
            found.append(price([replace(line, member=member) for line in lines]))
        except PromoRefused as problem:
            refused = refused or problem
    if not found and refused is not None:
        raise refused
    return min(found, key=lambda quote: quote.total.minor)


def _days(lines: Sequence[PriceRequest]) -> Iterator[date]:
    for line in lines:
        first = line.start_local.date()
        for offset in range((line.end_local.date() - first).days + 1):
            yield first + timedelta(days=offset)
