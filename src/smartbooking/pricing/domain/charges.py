"""The price of one request before promo code and tax: base, guests, rules, caps, extra hours, fees.

One piece is priced exactly in fractions. After the base and after each adjustment its running price is rounded once
(half to even, to the price step); a line is the difference of two neighbours, so lines always add up and the
total does not depend on the order of independent rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Final

from smartbooking.kernel.money import BASIS_POINTS
from smartbooking.pricing.domain.book import Effect, Per, PriceRule, Rate
from smartbooking.pricing.domain.lawbook import to_step
from smartbooking.pricing.domain.matching import Facts, Moment, booking_obstacle, moment_obstacle
from smartbooking.pricing.domain.offer import ADULT_AGE, PriceRequest
from smartbooking.pricing.domain.pieces import HOUR, Piece
from smartbooking.pricing.domain.refusals import PriceNotPossible

MINUTES: Final = HOUR // 60


class LineKind(StrEnum):
    """What a line of a quote is for."""

    BASE = "base"
    RULE = "rule"
    FEE = "fee"
    DISCOUNT = "discount"
    TAX = "tax"
    DEPOSIT = "deposit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """One amount of a request in minor units; charges of one kind, code and `key` show as one line."""

    kind: LineKind
    code: str
    key: str = ""
    minor: int
    units: Fraction = Fraction(0)
    params: Mapping[str, str | int] = field(default_factory=dict)


def matching_rules(rules: tuple[PriceRule, ...], moment: Moment, facts: Facts) -> tuple[PriceRule, ...]:
    """Rules that apply at a moment, in order: price rules first (one only), groups and stops respected."""
    fitting = [r for r in rules if not booking_obstacle(r, facts) and not moment_obstacle(r, moment, facts)]
    price = next((rule for rule in fitting if rule.effect is Effect.PRICE), None)
    chosen, groups = ([price] if price else []), set()
    for rule in fitting:
        if rule.effect is Effect.PRICE or rule.group in groups:
            continue
        chosen.append(rule)
        if rule.group is not None:
            groups.add(rule.group)
        if rule.stops:
            break
    return tuple(chosen)


def running_prices(base: int, rules: tuple[PriceRule, ...]) -> list[Fraction]:
    """Exact price of one unit after the base and after each rule; never below zero. Price rules come first."""
    start = Fraction(base)
    exact, shown = start, [max(start, Fraction(0))]
    for rule in rules:
        if rule.effect is Effect.PRICE:
            start = exact = Fraction(rule.value)
        elif rule.effect is Effect.FIXED:
            exact += rule.value
        else:
            exact += (exact if rule.compounds else start) * rule.value / BASIS_POINTS
        shown.append(max(exact, Fraction(0)))
    return shown


def weight_of(request: PriceRequest, rate: Rate) -> Fraction:
    """How many times the unit price is charged: places, people (children by their band) or once."""
    if rate.per is Per.BOOKING:
        return Fraction(1)
    if rate.per is Per.QUANTITY:
        return Fraction(request.quantity)
    adults, ages = _people(request)
    shares = [_share(rate, age) for age in ages]
    return Fraction(adults) + sum((share for share in shares if share is not None), Fraction(0))


def _people(request: PriceRequest) -> tuple[int, tuple[int, ...]]:
    """Adults and ages of children; places taken beyond the named people count as adults."""
    if request.party is None:
        return request.quantity, ()
    missing = max(0, request.quantity - request.party.guests)
    return request.party.adults + missing, request.party.child_ages


def _share(rate: Rate, age: int) -> Fraction | None:
    """Part of an adult's price a child pays; None when the band has a fixed amount instead."""
    for band in rate.child_bands:
        if band.from_age <= age < band.to_age:
            return Fraction(band.value, BASIS_POINTS) if band.effect is Effect.PERCENT else None
    return Fraction(1)


def _fixed(rate: Rate, age: int) -> int:
    return next((b.value for b in rate.child_bands if b.from_age <= age < b.to_age and b.effect is Effect.FIXED), 0)


def piece_charges(piece: Piece, rules: tuple[PriceRule, ...], weight: Fraction, currency: str) -> list[Charge]:
    """Base and rule charges of one piece; rules that change nothing leave no charge."""
    factor = weight * piece.length
    rounded = [to_step(price * factor, currency) for price in running_prices(piece.base, rules)]
    params: dict[str, str | int] = {"unit": piece.unit, "unitPrice": piece.base}
    charges = [
        Charge(
            kind=LineKind.BASE,
            code=piece.unit,
            key=str(piece.base),
            minor=rounded[0],
            units=piece.length,
            params=params,
        )
    ]
    for rule, before, after in zip(rules, rounded, rounded[1:], strict=False):
        if after != before:
            charges.append(rule_charge(rule, after - before, piece.length))
    return charges


def rule_charge(rule: PriceRule, minor: int, units: Fraction) -> Charge:
    """What one rule adds or takes away."""
    texts = {f"name.{locale}": text for locale, text in rule.name.texts.items()}
    params: dict[str, str | int] = {"ruleId": rule.id, "effect": rule.effect.value, "value": rule.value, **texts}
    return Charge(kind=LineKind.RULE, code="rule", key=str(rule.id), minor=minor, units=units, params=params)


def guest_charges(request: PriceRequest, rate: Rate, units: Fraction) -> list[Charge]:
    """Guests beyond those included (the youngest count as extra), and children with a fixed amount, per unit."""
    _, ages = _people(request)
    if rate.per is Per.PERSON:
        return _children(rate, [Fraction(_fixed(rate, age)) for age in ages if _share(rate, age) is None], units)
    if rate.included_guests is None or request.party is None:
        return []
    free = rate.included_guests * request.quantity
    extra = (*[ADULT_AGE] * request.party.adults, *ages)[free:]
    adults = sum(1 for age in extra if age >= ADULT_AGE)
    charges = []
    if adults and rate.extra_adult_minor:
        minor = to_step(Fraction(rate.extra_adult_minor * adults) * units, rate.currency)
        charges.append(_guests("extra_adults", adults, minor, units))
    children = [_child_price(rate, age) for age in extra if age < ADULT_AGE]
    return charges + _children(rate, children, units)


def _child_price(rate: Rate, age: int) -> Fraction:
    share = _share(rate, age)
    return Fraction(_fixed(rate, age)) if share is None else share * rate.extra_adult_minor


def _children(rate: Rate, prices: list[Fraction], units: Fraction) -> list[Charge]:
    minor = to_step(sum(prices, Fraction(0)) * units, rate.currency)
    return [_guests("extra_children", len(prices), minor, units)] if minor else []


def _guests(code: str, count: int, minor: int, units: Fraction) -> Charge:
    return Charge(kind=LineKind.BASE, code=code, minor=minor, units=units, params={"guests": count})


def cap_charges(charges: list[tuple[Piece, list[Charge]]], rate: Rate, weight: Fraction) -> list[Charge]:
    """What the day cap takes off each local calendar day."""
    if rate.day_cap_minor is None:
        return []
    days: dict[str, int] = {}
    for piece, own in charges:
        if piece.unit == "hour":
            day = piece.moment.day.isoformat()
            days[day] = days.get(day, 0) + sum(charge.minor for charge in own)
    cap = to_step(rate.day_cap_minor * weight, rate.currency)
    return [
        Charge(
            kind=LineKind.RULE,
            code="day_cap",
            minor=cap - minor,
            units=Fraction(1),
            params={"day": day, "cap": rate.day_cap_minor},
        )
        for day, minor in days.items()
        if minor > cap
    ]


def extra_hour_charges(request: PriceRequest, rate: Rate) -> list[Charge]:
    """Early check-in and late check-out, per hour begun and place. Raises PriceNotPossible when not on offer."""
    wanted = (
        ("early_check_in", request.early_minutes, rate.early_hour_minor),
        ("late_check_out", request.late_minutes, rate.late_hour_minor),
    )
    charges = []
    for code, minutes, price in wanted:
        if minutes <= 0:
            continue
        if price is None or not request.nights:
            raise PriceNotPossible(
                "Early check-in and late check-out are not on offer here: choose the usual times.",
                reason=f"{code.replace('_', '-')}-not-offered",
            )
        hours = -(-minutes // MINUTES)
        minor = to_step(Fraction(price * hours * request.quantity), rate.currency)
        params: dict[str, str | int] = {"hours": hours, "unitPrice": price}
        charges.append(Charge(kind=LineKind.BASE, code=code, minor=minor, units=Fraction(hours), params=params))
    return charges
