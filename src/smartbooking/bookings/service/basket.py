"""What the lines of a booking are about: the offers behind a quote, with the venue they belong to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from smartbooking.availability import service as availability
from smartbooking.catalog.domain import Confirmation, Resource, Service
from smartbooking.infra.db import ReadTx
from smartbooking.kernel.principal import Principal
from smartbooking.pricing import service as pricing
from smartbooking.pricing.domain import AppliedPromo, MemberPromise, Party, Quote, QuotedPart
from smartbooking.pricing.service import LineWanted
from smartbooking.vendors.domain import Venue


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """What one line is about: a resource or a service, and the venue it belongs to."""

    thing: Resource | Service
    venue: Venue

    @property
    def requires_approval(self) -> bool:
        return self.thing.confirmation is Confirmation.REQUEST


async def offered(read: ReadTx, *, resource_id: int | None, service_id: int | None) -> Offered:
    """The offer with its venue. Raises NotFound."""
    known = await availability.known_offer(read, resource_id=resource_id, service_id=service_id)
    return Offered(thing=known.thing, venue=known.venue)


async def offered_parts(read: ReadTx, parts: Sequence[QuotedPart]) -> list[Offered]:
    """The offers behind the parts of a quote, in order."""
    return [await offered(read, resource_id=part.resource_id, service_id=part.service_id) for part in parts]


async def price(
    read: ReadTx, *, lines: Sequence[LineWanted], promo_code: str | None, customer_id: UUID | None,
    member_code: str | None = None, principal: Principal | None = None, now: datetime,
) -> Quote:  # fmt: skip
    """A quote for the whole basket, for the membership behind a code or known of the principal.

    Raises NotFound, Invalid, NotPriced, PriceNotPossible, PromoRefused, MembershipRefused.
    """
    requests = await pricing.price_requests(read, lines=lines)
    memberships = await pricing.memberships_for(read, lines=requests, code=member_code, principal=principal)
    return await pricing.quote(
        read, lines=requests, promo_code=promo_code, customer_id=customer_id,
        members=[pricing.member_of(one) for one in memberships], now=now,
    )  # fmt: skip


async def price_again(
    read: ReadTx, *, lines: Sequence[LineWanted], kept: AppliedPromo | None, customer_id: UUID | None,
    member: MemberPromise | None = None, now: datetime,
) -> Quote:  # fmt: skip
    """A quote for a booking that moves; its promo code stays, its membership counts as it is now.

    Raises NotFound, Invalid, NotPriced, PriceNotPossible.
    """
    requests = await pricing.price_requests(read, lines=lines)
    vendor_id = requests[0].vendor_id
    still = await pricing.still_member(read, vendor_id=vendor_id, kept=member.member if member else None)
    return await pricing.requote(read, lines=requests, kept=kept, member=still, customer_id=customer_id, now=now)


def party_of(part: QuotedPart) -> Party:
    """Who comes for a part; one adult per place when nobody said."""
    return part.party or Party(adults=part.quantity)


def chosen_for(part: QuotedPart) -> tuple[int, ...]:
    """The people the customer picked for a part; empty means anyone."""
    return (part.staff_id,) if part.staff_id is not None else ()
