"""Quotes for customers."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from smartbooking.infra.http.deps import LocaleDep, NowDep, PrincipalDep, ReadTxDep, SignerDep
from smartbooking.infra.http.limits import rate_limit
from smartbooking.infra.http.problems import problems
from smartbooking.kernel.problem import Invalid, NotFound, TooManyRequests
from smartbooking.pricing import service
from smartbooking.pricing.domain import Quote
from smartbooking.pricing.errors import NotPriced, PriceNotPossible, PromoRefused
from smartbooking.pricing.schemas.quotes import QuoteIn, QuoteOut, member_out, quote_out, requests_of
from smartbooking.value.domain import Membership
from smartbooking.value.errors import MembershipRefused

router = APIRouter(prefix="/api/v1", tags=["Pricing"])


@router.post(
    "/quotes",
    summary="Price a basket and promise the price for ten minutes",
    responses=problems(
        NotFound, NotPriced, PriceNotPossible, PromoRefused, MembershipRefused, Invalid, TooManyRequests
    ),
    dependencies=[Depends(rate_limit("quote", "120/minute"))],
)
async def make_quote(
    *, body: QuoteIn, read: ReadTxDep, principal: PrincipalDep, signer: SignerDep, now: NowDep, locale: LocaleDep
) -> QuoteOut:
    """Line by line, with due dates and the cancellation policy. It does not check or hold the place.

    For members with `memberCode`, or signed in with an account that has shown its code before.
    """
    lines = await service.price_requests(read, lines=requests_of(body.lines))
    memberships = await service.memberships_for(read, lines=lines, code=body.member_code, principal=principal)
    found = await service.quote(
        read, lines=lines, promo_code=body.promo_code, customer_id=principal.user_id,
        members=[service.member_of(one) for one in memberships], now=now,
    )  # fmt: skip
    shown = None
    if membership := _shown(found, memberships):
        saving = await service.saving_of(read, made=found, lines=lines, promo_code=body.promo_code, now=now)
        shown = member_out(membership, found, saving, locale)
    return quote_out(
        found, service.sign_quote(signer, found), locale, shown,
        for_members=await service.has_member_prices(read, vendor_id=found.vendor_id),
    )  # fmt: skip


def _shown(quote: Quote, memberships: tuple[Membership, ...]) -> Membership | None:
    """The membership the price was made for, else the first of whoever asks."""
    used = quote.member.member.membership_id if quote.member else None
    return next((one for one in memberships if used in (None, one.id)), None)
