"""Reads the worked tables of docs/algorithms/pricing.md: a small language for rates, rules and requests."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5
from zoneinfo import ZoneInfo

from smartbooking.catalog.domain import PaymentTiming
from smartbooking.kernel.money import Money
from smartbooking.kernel.period import Nights, Period
from smartbooking.kernel.text import Localized
from smartbooking.pricing.domain import (
    ChildBand,
    Collect,
    Conditions,
    DepositKind,
    Effect,
    Fee,
    FeeBasis,
    FeeKind,
    Member,
    Offer,
    OfferKind,
    Party,
    Per,
    PriceBook,
    PriceRequest,
    PriceRule,
    PromoCode,
    Rate,
    TaxSetting,
    Tier,
    Unit,
)

PAGE = Path(__file__).parents[2] / "docs" / "algorithms" / "pricing.md"
OFFER = Offer(1, OfferKind.RESOURCE, 7)
DAYS = {name: n for n, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), start=1)}
LIMITS = {
    ("nights", ">="): "min_nights", ("nights", "<="): "max_nights",
    ("minutes", ">="): "min_minutes", ("minutes", "<="): "max_minutes",
    ("lead", ">="): "min_lead_hours", ("lead", "<="): "max_lead_hours",
    ("guests", ">="): "min_guests", ("guests", "<="): "max_guests",
    ("quantity", ">="): "min_quantity", ("quantity", "<="): "max_quantity",
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One worked case."""

    case: str
    book: PriceBook
    request: PriceRequest
    now: datetime
    total: Money
    due_now: Money
    contains: Money


def rows() -> list[Row]:
    """Every row of every table of the page."""
    found: list[Row] = []
    header: list[str] = []
    for text in PAGE.read_text(encoding="utf-8").splitlines():
        if not text.startswith("|"):
            header = []
            continue
        cells = [cell.strip() for cell in text.strip("|").split("|")]
        if not header:
            header = cells
        elif not set(text) <= set("|- "):
            found.append(_row(dict(zip(header, cells, strict=True))))
    return found


def _row(cells: dict[str, str]) -> Row:
    rate = _rate(cells["rate"])
    request, now = _request(cells["asked"], rate.currency)
    book = PriceBook(rates={OFFER: rate})
    for number, text in enumerate(filter(None, (part.strip() for part in cells["rules"].split(";"))), start=1):
        book = _with(book, text, number, rate.currency)

    def money(name: str) -> Money:
        return Money.of(Decimal(cells.get(name, "0") or "0"), rate.currency)

    return Row(cells["case"], book, request, now, money("total"), money("due now"), money("contains"))


def _minor(text: str, currency: str) -> int:
    return Money.of(Decimal(text), currency).minor


def _rate(text: str) -> Rate:
    currency, price, *options = text.split()
    amount, unit = price.split("/")
    facts: dict[str, Any] = {"amount_minor": _minor(amount, currency), "unit": Unit(unit), "currency": currency}
    for option in options:
        name, value = option.split("=")
        facts |= _option(name, value, currency)
    return Rate(offer=OFFER, **facts)


def _option(name: str, value: str, currency: str) -> dict[str, Any]:
    if name == "tiers":
        pairs = (pair.split(":") for pair in value.split(","))
        return {"tiers": tuple(Tier(after=int(a), amount_minor=_minor(p, currency)) for a, p in pairs)}
    if name == "child":
        return {"child_bands": tuple(_band(band, currency) for band in value.split(","))}
    if name == "day":
        price, clock = value.split("@")
        return {"day_price_minor": _minor(price, currency), "day_price_from": time.fromisoformat(clock)}
    if name == "deposit":
        kind, _, number = value.partition(":")
        points = {"deposit_value": int(number) * 100} if kind == "percent" else {}
        fixed = {"deposit_value": _minor(number, currency)} if kind == "fixed" else {}
        return {"deposit": DepositKind(kind), **points, **fixed}
    if name == "security":
        amount, _, when = value.partition(":")
        return {"security_minor": _minor(amount, currency), "security_collect": Collect(when or "on_site")}
    plain = {"per": Per, "step": int, "free": int, "included": int, "category": str}
    names = {"step": "step_minutes", "free": "free_minutes", "included": "included_guests",
             "category": "tax_category", "cap": "day_cap_minor", "extra": "extra_adult_minor",
             "early": "early_hour_minor", "late": "late_hour_minor"}  # fmt: skip
    return {names.get(name, name): plain[name](value) if name in plain else _minor(value, currency)}


def _band(text: str, currency: str) -> ChildBand:
    ages, value = text.split(":")
    start, end = (int(age) for age in ages.split("-"))
    if value.endswith("%"):
        return ChildBand(from_age=start, to_age=end, effect=Effect.PERCENT, value=int(value[:-1]) * 100)
    return ChildBand(from_age=start, to_age=end, effect=Effect.FIXED, value=_minor(value, currency))


def _with(book: PriceBook, text: str, number: int, currency: str) -> PriceBook:
    word, *rest = text.split()
    if word == "simplified":
        return replace(book, taxes={1: TaxSetting(regime="simplified")})
    if word == "vat":
        return replace(book, taxes={1: TaxSetting(regime="vat", inclusive=rest == ["included"])})
    if word == "promo":
        return replace(book, promo=_promo(rest, currency))
    if word == "fee":
        return replace(book, fees=(*book.fees, _fee(rest, number, currency)))
    return replace(book, rules=(*book.rules, _rule(word, rest, number, currency)))


def _promo(words: list[str], currency: str) -> PromoCode:
    value, *options = words
    percent = value.endswith("%")
    most = next((_minor(o.removeprefix("max="), currency) for o in options), None)
    return PromoCode(
        id=1, vendor_id=1, code="TEST", currency=currency, max_discount_minor=most,
        effect=Effect.PERCENT if percent else Effect.FIXED,
        value=int(value[:-1]) * 100 if percent else _minor(value, currency),
    )  # fmt: skip


def _fee(words: list[str], number: int, currency: str) -> Fee:
    kind, price, *options = words
    percent = price.endswith("%")
    amount, _, basis = price.partition("/")
    return Fee(
        id=number, vendor_id=1, kind=FeeKind(kind), name=Localized.of(kind), currency=currency,
        basis=FeeBasis.PERCENT if percent else FeeBasis(basis),
        value=int(price[:-1]) * 100 if percent else _minor(amount, currency),
        adults_only="adults" in options, collect=Collect.ON_SITE if "on_site" in options else Collect.NOW,
    )  # fmt: skip


def _rule(effect: str, words: list[str], number: int, currency: str) -> PriceRule:
    if effect.endswith("%"):
        kind, value = Effect.PERCENT, int(Decimal(effect[:-1]) * 100)
    elif effect.startswith("="):
        kind, value = Effect.PRICE, _minor(effect[1:], currency)
    else:
        kind, value = Effect.FIXED, _minor(effect, currency)
    terms: dict[str, Any] = {}
    for word in words:
        terms |= _condition(word)
    facts = {name: terms.pop(name) for name in ("compounds", "stops", "group") if name in terms}
    return PriceRule(
        id=number, vendor_id=1, name=Localized.of(f"rule {number}"), position=number, effect=kind, value=value,
        conditions=Conditions(**terms), **facts,
    )  # fmt: skip


def _condition(word: str) -> dict[str, Any]:
    if word in ("compound", "stop"):
        return {f"{word}s": True}
    if word == "yearly":
        return {"yearly": True}
    if word.startswith("member="):
        return {"plans": frozenset(map(_plan, word.removeprefix("member=").split(",")))}
    if word.startswith("group="):
        return {"group": word.removeprefix("group=")}
    if match := re.fullmatch(r"(\w+)(>=|<=)(\d+)", word):
        return {LIMITS[match[1], match[2]]: int(match[3])}
    if ".." in word:
        start, end = word.split("..")
        return {"date_from": date.fromisoformat(start), "date_until": date.fromisoformat(end)}
    if re.fullmatch(r"\d\d:\d\d-\d\d:\d\d", word):
        start, end = word.split("-")
        return {"time_from": time.fromisoformat(start), "time_until": time.fromisoformat(end)}
    return {"weekdays": frozenset(DAYS[name] for name in word.split(","))}


def _request(text: str, currency: str) -> tuple[PriceRequest, datetime]:
    span_text, *words = text.split()
    named = dict(word.split("=") for word in words if "=" in word)
    zone = ZoneInfo(named.get("tz", "Asia/Almaty"))
    facts: dict[str, Any] = {"timezone": zone.key, "country": named.get("country", "KZ")}
    facts |= {f"{name}_minutes": int(named[name]) for name in ("early", "late") if name in named}
    for word in (word for word in words if "=" not in word):
        places = re.fullmatch(r"x(\d+)", word)
        facts |= {"quantity": int(places[1])} if places else {"payment_timing": PaymentTiming(word)}
    if people := {name: named[name] for name in ("adults", "kids") if name in named}:
        facts["party"] = _party(people)
    if "member" in named:
        facts["member"] = _member(named["member"])
    request = PriceRequest(vendor_id=1, resource_id=7, currency=currency, span=_span(span_text, zone), **facts)
    return request, datetime.fromisoformat(named.get("booked", "2026-11-21T14:00")).replace(tzinfo=zone)


def _plan(name: str) -> UUID:
    return uuid5(NAMESPACE_OID, name)


def _member(text: str) -> Member:
    plan, _, days = text.partition("@")
    first, until = (date.fromisoformat(day) for day in days.split(".."))
    return Member(membership_id=_plan("membership"), plan_id=_plan(plan), days=((first, until),))


def _span(text: str, zone: ZoneInfo) -> Nights | Period:
    start, end = text.split("..")
    if "T" not in start:
        return Nights(date.fromisoformat(start), date.fromisoformat(end))
    first, last = (datetime.fromisoformat(moment).replace(tzinfo=zone) for moment in (start, end))
    return Period(first, last)


def _party(people: dict[str, str]) -> Party:
    kids = [kid for kid in people.get("kids", "").split(",") if kid]
    ages = tuple(int(kid) for kid in kids if kid != "?")
    return Party(adults=int(people.get("adults", "0")), children=len(kids), ages=ages)
