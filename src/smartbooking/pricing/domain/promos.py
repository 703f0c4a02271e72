"""Promo codes: whether one may be used, what it takes off, and how that is shared between lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from typing import Final

from smartbooking.kernel.money import BASIS_POINTS
from smartbooking.pricing.domain.book import Effect, PromoCode
from smartbooking.pricing.domain.lawbook import price_step, to_step
from smartbooking.pricing.domain.offer import PriceRequest
from smartbooking.pricing.domain.refusals import PromoRefused

REASONS: Final = {
    "unknown": "This promo code does not exist. Check the spelling.",
    "not-started": "This promo code is not valid yet.",
    "ended": "This promo code has run out.",
    "dates": "This promo code is not valid on the dates you chose.",
    "used-up": "This promo code has been used as often as it may be.",
    "customer-limit": "You have used this promo code as often as one customer may.",
    "offer": "This promo code is not for what you chose.",
    "currency": "This promo code is for prices in another currency.",
    "minimum": "The price is below the minimum of this promo code.",
    "budget": "What is left of this promo code does not cover this booking.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AppliedPromo:
    """The promo code a quote used and the discount it promised, in minor units."""

    promo_id: int
    code: str
    discount_minor: int


def refuse(reason: str) -> PromoRefused:
    """The problem that says why a promo code cannot be used."""
    return PromoRefused(REASONS[reason], reason=reason)


def discounts(
    promo: PromoCode, lines: Sequence[tuple[PriceRequest, int]], *, now: datetime
) -> tuple[AppliedPromo, tuple[int, ...]]:
    """What each line (request, price in minor units) gets off; raises PromoRefused with the reason.

    Percent is of the sum of the fitting lines, rounded once; no line gets more off than it costs.
    """
    if obstacle := _obstacle(promo, now=now):
        raise refuse(obstacle)
    weights = [price if _fits(promo, request) else 0 for request, price in lines]
    if not any(_fits(promo, request) for request, _ in lines):
        scoped = any(not promo.offers or request.offer in promo.offers for request, _ in lines)
        raise refuse("dates" if scoped else "offer")
    if any(request.currency != promo.currency for request, _ in lines) and promo.effect is Effect.FIXED:
        raise refuse("currency")
    if sum(weights) < promo.minimum_minor:
        raise refuse("minimum")
    currency = lines[0][0].currency
    discount = _discount(promo, sum(weights), currency)
    if promo.budget_minor is not None and promo.spent_minor + discount > promo.budget_minor:
        raise refuse("budget")
    applied = AppliedPromo(promo_id=promo.id, code=promo.code, discount_minor=discount)
    return applied, allocate(discount, weights, price_step(currency))


def as_agreed(promo: PromoCode, kept: AppliedPromo) -> PromoCode:
    """The code for a booking that uses it already: its window and its counters were judged when it was booked."""
    budget = None if promo.budget_minor is None else promo.budget_minor + kept.discount_minor
    return replace(
        promo,
        active=True,
        valid_from=None,
        valid_until=None,
        max_redemptions=None,
        per_customer=None,
        budget_minor=budget,
    )


def _obstacle(promo: PromoCode, *, now: datetime) -> str | None:
    checks = (
        ("unknown", not promo.active),
        ("not-started", promo.valid_from is not None and now < promo.valid_from),
        ("ended", promo.valid_until is not None and now >= promo.valid_until),
        ("used-up", promo.max_redemptions is not None and promo.redeemed >= promo.max_redemptions),
        ("customer-limit", promo.per_customer is not None and promo.customer_uses >= promo.per_customer),
    )
    return next((reason for reason, failed in checks if failed), None)


def _fits(promo: PromoCode, request: PriceRequest) -> bool:
    day = request.start_local.date()
    in_stay = (promo.stay_from is None or day >= promo.stay_from) and (
        promo.stay_until is None or day < promo.stay_until
    )
    return in_stay and (not promo.offers or request.offer in promo.offers)


def _discount(promo: PromoCode, price: int, currency: str) -> int:
    if promo.effect is Effect.PERCENT:
        wanted = to_step(Fraction(price * promo.value, BASIS_POINTS), currency)
    else:
        wanted = promo.value
    most = price if promo.max_discount_minor is None else min(price, promo.max_discount_minor)
    step = price_step(currency)
    return max(0, min(wanted, most) // step * step)


def allocate(amount: int, weights: Sequence[int], step: int = 1) -> tuple[int, ...]:
    """Share a non-negative amount by weights in whole steps; what is left goes to the largest remainders."""
    whole = sum(weights)
    if whole <= 0:
        return tuple(0 for _ in weights)
    coins = amount // step
    shares = [divmod(coins * weight, whole) for weight in weights]
    left = coins - sum(share for share, _ in shares)
    order = sorted(range(len(weights)), key=lambda n: (-shares[n][1], n))
    lucky = set(order[:left])
    parts = [(share + (n in lucky)) * step for n, (share, _) in enumerate(shares)]
    parts[order[0]] += amount - coins * step
    return tuple(parts)
