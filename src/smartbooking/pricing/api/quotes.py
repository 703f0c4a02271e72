"""Quotes for customers."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from smartbooking.infra.http.deps import LocaleDep, NowDep, PrincipalDep, ReadTxDep, SignerDep
from smartbooking.infra.http.limits import rate_limit
from smartbooking.infra.http.problems import problems
from smartbooking.kernel.problem import Invalid, NotFound, TooManyRequests
from smartbooking.pricing import service
from smartbooking.pricing.errors import NotPriced, PriceNotPossible, PromoRefused
from smartbooking.pricing.schemas.quotes import QuoteIn, QuoteOut, quote_out, requests_of

router = APIRouter(prefix="/api/v1", tags=["Pricing"])


@router.post(
    "/quotes",
    summary="Price a basket and promise the price for ten minutes",
    responses=problems(NotFound, NotPriced, PriceNotPossible, PromoRefused, Invalid, TooManyRequests),
    dependencies=[Depends(rate_limit("quote", "120/minute"))],
)
async def make_quote(
    *, body: QuoteIn, read: ReadTxDep, principal: PrincipalDep, signer: SignerDep, now: NowDep, locale: LocaleDep
) -> QuoteOut:
    """Line by line, with due dates and the cancellation policy. It does not check or hold the place."""
    lines = await service.price_requests(read, lines=requests_of(body.lines))
    found = await service.quote(read, lines=lines, promo_code=body.promo_code, customer_id=principal.user_id, now=now)
    return quote_out(found, service.sign_quote(signer, found), locale)
