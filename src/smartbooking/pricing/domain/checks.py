"""What a vendor may not set, field by field; pointers name the fields of the HTTP bodies."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from smartbooking.catalog.domain import Timing
from smartbooking.kernel.problem import FieldError
from smartbooking.pricing.domain.book import (
    ChildBand,
    Conditions,
    Effect,
    Fee,
    FeeBasis,
    Per,
    PriceRule,
    PromoCode,
    Rate,
    Unit,
)
from smartbooking.pricing.domain.dues import deposit_fits
from smartbooking.pricing.domain.lawbook import lawbook, price_step

UNITS_OF = {
    Timing.NIGHTS: frozenset({Unit.NIGHT}),
    Timing.SLOTS: frozenset({Unit.HOUR, Unit.SLOT}),
    Timing.SESSION: frozenset({Unit.SESSION}),
}


def _error(pointer: str, message: str) -> FieldError:
    return FieldError(pointer=pointer, message=message)


def rate_errors(rate: Rate, *, timing: Timing, currency: str) -> list[FieldError]:
    """What is wrong with a rate for an offer of that timing at a venue of that currency."""
    allowed = UNITS_OF[timing]
    hourly = rate.unit is Unit.HOUR
    checks = (
        (
            rate.unit not in allowed,
            "/unit",
            f"this offer is sold in {timing}: use {' or '.join(sorted(unit.value for unit in allowed))}",
        ),
        (rate.currency != currency, "/currency", f"the venue sells in {currency}"),
        (
            rate.amount_minor % price_step(rate.currency) != 0,
            "/amount",
            f"prices in {rate.currency} are whole amounts",
        ),
        (rate.day_cap_minor is not None and not hourly, "/dayCap", "a day cap needs a price per hour"),
        (rate.free_minutes > 0 and not hourly, "/freeMinutes", "free minutes need a price per hour"),
        (rate.step_minutes != 1 and not hourly, "/stepMinutes", "billing steps need a price per hour"),
        (rate.day_price_from is not None and not hourly, "/dayPriceFrom", "a day price needs a price per hour"),
        (
            (rate.day_price_from is None) != (rate.day_price_minor is None),
            "/dayPrice",
            "give both the day price and the time from which it applies",
        ),
        (
            bool(rate.tiers) and rate.unit not in (Unit.HOUR, Unit.NIGHT),
            "/tiers",
            "steps of price need a price per hour or night",
        ),
        (
            rate.included_guests is not None and rate.per is not Per.QUANTITY,
            "/includedGuests",
            "guests are included only in a price per place",
        ),
        (
            (rate.early_hour_minor is not None or rate.late_hour_minor is not None) and rate.unit is not Unit.NIGHT,
            "/earlyHour",
            "early check-in and late check-out need a price per night",
        ),
        (not deposit_fits(rate.deposit, rate.unit), "/deposit/kind", "this deposit does not go with the unit"),
    )
    found = [_error(pointer, message) for wrong, pointer, message in checks if wrong]
    return found + _tier_errors(rate) + _band_errors(rate.child_bands)


def _tier_errors(rate: Rate) -> list[FieldError]:
    steps = [tier.after for tier in rate.tiers]
    if any(after < 1 for after in steps) or any(b <= a for a, b in pairwise(steps)):
        return [_error("/tiers", "tiers begin after 1 unit or more, each later than the one before")]
    return []


def _band_errors(bands: tuple[ChildBand, ...]) -> list[FieldError]:
    ordered = sorted(bands, key=lambda band: band.from_age)
    if any(band.to_age <= band.from_age for band in bands):
        return [_error("/childBands", "an age band ends after it begins")]
    if any(later.from_age < earlier.to_age for earlier, later in pairwise(ordered)):
        return [_error("/childBands", "age bands must not overlap")]
    return []


def rule_errors(rule: PriceRule) -> list[FieldError]:
    """What is wrong with a price rule."""
    terms = rule.conditions
    checks = (
        (
            rule.effect is Effect.PERCENT and not -10_000 <= rule.value <= 100_000,
            "/percent",
            "a percentage is between -100 and 1000",
        ),
        (rule.effect is Effect.PRICE and rule.value < 0, "/amount", "a price is not negative"),
        (rule.compounds and rule.effect is not Effect.PERCENT, "/compounds", "only a percentage can compound"),
        (any(not 1 <= day <= 7 for day in terms.weekdays), "/conditions/weekdays", "weekdays are 1 (Monday) to 7"),
        (
            terms.time_from is not None and terms.time_from == terms.time_until,
            "/conditions/timeUntil",
            "the window has no length",
        ),
        (
            terms.yearly and (terms.date_from is None or terms.date_until is None),
            "/conditions/yearly",
            "a yearly season needs both dates",
        ),
    )
    return [_error(pointer, message) for wrong, pointer, message in checks if wrong] + _range_errors(terms)


def _range_errors(terms: Conditions) -> list[FieldError]:
    ranges = (
        ("maxNights", terms.min_nights, terms.max_nights),
        ("maxMinutes", terms.min_minutes, terms.max_minutes),
        ("maxLeadHours", terms.min_lead_hours, terms.max_lead_hours),
        ("maxGuests", terms.min_guests, terms.max_guests),
        ("maxQuantity", terms.min_quantity, terms.max_quantity),
    )
    upside_down = [name for name, low, high in ranges if low is not None and high is not None and high < low]
    if terms.date_from and terms.date_until and terms.date_until <= terms.date_from and not terms.yearly:
        upside_down.append("dateUntil")
    if terms.booked_from and terms.booked_until and terms.booked_until <= terms.booked_from:
        upside_down.append("bookedUntil")
    return [_error(f"/conditions/{name}", "the range ends before it begins") for name in upside_down]


def fee_errors(fee: Fee, *, country: str) -> list[FieldError]:
    """What is wrong with a fee of a vendor in a country; legal caps are data."""
    cap = lawbook().fee_caps.get((country, fee.kind.value))
    if cap is None:
        return []
    if fee.basis is not FeeBasis.PERCENT:
        return [_error("/basis", f"a {fee.kind} fee in {country} is a percentage of the price")]
    if fee.value > cap:
        return [_error("/percent", f"a {fee.kind} fee in {country} is at most {cap / 100:g} %")]
    return []


def promo_errors(promo: PromoCode) -> list[FieldError]:
    """What is wrong with the terms of a promo code."""
    percent = promo.effect is Effect.PERCENT
    checks = (
        (promo.effect is Effect.PRICE, "/effect", "a promo code takes off a percentage or a sum"),
        (percent and not 0 < promo.value <= 10_000, "/percent", "a percentage is more than 0 and at most 100"),
        (not percent and promo.value <= 0, "/amount", "a discount is more than nothing"),
        (_reversed(promo.valid_from, promo.valid_until), "/validUntil", "the window ends before it begins"),
        (_reversed(promo.stay_from, promo.stay_until), "/stayUntil", "the window ends before it begins"),
        (
            promo.budget_minor is not None and promo.budget_minor < promo.spent_minor,
            "/budget",
            "more than that has been given away already",
        ),
        (
            promo.max_redemptions is not None and promo.max_redemptions < promo.redeemed,
            "/maxRedemptions",
            "it has been used more often than that already",
        ),
    )
    return [_error(pointer, message) for wrong, pointer, message in checks if wrong]


def _reversed(start: object, end: object) -> bool:
    pair: Iterable[object] = (start, end)
    return None not in pair and not start < end  # type: ignore[operator]  # both are dates or both instants
