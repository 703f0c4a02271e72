"""Rows as JSON objects to domain values and back to column values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

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
    Offer,
    OfferKind,
    Per,
    PriceRule,
    PromoCode,
    Rate,
    TaxSetting,
    Tier,
    Unit,
)

Json = Mapping[str, Any]  # Any: one row as PostgreSQL's to_jsonb shows it
_DATES = ("date_from", "date_until", "booked_from", "booked_until")
_TIMES = ("time_from", "time_until")


def rate_of(row: Json) -> Rate:
    """A rate from its row."""
    return Rate(
        offer=Offer(row["vendor_id"], OfferKind(row["offer_kind"]), row["offer_id"]),
        currency=row["currency"],
        unit=Unit(row["unit"]),
        per=Per(row["per"]),
        amount_minor=row["amount_minor"],
        tiers=tuple(Tier(after=after, amount_minor=minor) for after, minor in row["tiers"]),
        step_minutes=row["step_minutes"],
        free_minutes=row["free_minutes"],
        day_cap_minor=row["day_cap_minor"],
        day_price_from=_time(row["day_price_from"]),
        day_price_minor=row["day_price_minor"],
        included_guests=row["included_guests"],
        extra_adult_minor=row["extra_adult_minor"],
        child_bands=tuple(
            ChildBand(from_age=start, to_age=end, effect=Effect(effect), value=value)
            for start, end, effect, value in row["child_bands"]
        ),
        early_hour_minor=row["early_hour_minor"],
        late_hour_minor=row["late_hour_minor"],
        deposit=DepositKind(row["deposit"]),
        deposit_value=row["deposit_value"],
        balance_hours=row["balance_hours"],
        security_minor=row["security_minor"],
        security_collect=Collect(row["security_collect"]),
        document_pledge=row["document_pledge"],
        tax_category=row["tax_category"],
        version=row["version"],
    )


def rate_values(rate: Rate) -> dict[str, Any]:
    """Column values of a rate."""
    values = {f.name: getattr(rate, f.name) for f in fields(rate) if f.name != "offer"}
    values["vendor_id"], values["offer_kind"], values["offer_id"] = (
        rate.offer.vendor_id,
        rate.offer.kind.value,
        rate.offer.id,
    )
    values["tiers"] = [[tier.after, tier.amount_minor] for tier in rate.tiers]
    values["child_bands"] = [[b.from_age, b.to_age, b.effect.value, b.value] for b in rate.child_bands]
    return values


def rule_of(row: Json) -> PriceRule:
    """A price rule from its row."""
    return PriceRule(
        id=row["id"],
        vendor_id=row["vendor_id"],
        offer=_offer(row),
        name=Localized(row["name"]),
        position=row["position"],
        effect=Effect(row["effect"]),
        value=row["value"],
        compounds=row["compounds"],
        group=row["group_name"],
        stops=row["stops"],
        active=row["active"],
        conditions=conditions_of(row["conditions"]),
        version=row["version"],
    )


def rule_values(rule: PriceRule) -> dict[str, Any]:
    """Column values of a rule, without its id."""
    return {
        "vendor_id": rule.vendor_id,
        **_offer_values(rule.offer),
        "name": dict(rule.name.texts),
        "position": rule.position,
        "effect": rule.effect,
        "value": rule.value,
        "compounds": rule.compounds,
        "group_name": rule.group,
        "stops": rule.stops,
        "active": rule.active,
        "conditions": conditions_values(rule.conditions),
        "version": rule.version,
    }


def conditions_of(stored: Json) -> Conditions:
    """Conditions from JSON; what is absent means always."""
    values = dict(stored)
    values |= {name: date.fromisoformat(values[name]) for name in _DATES if name in values}
    values |= {name: time.fromisoformat(values[name]) for name in _TIMES if name in values}
    sets = {"weekdays": frozenset(values.get("weekdays", ())), "plans": frozenset(map(UUID, values.get("plans", ())))}
    return Conditions(**{**values, **sets})


def conditions_values(terms: Conditions) -> dict[str, Any]:
    """Conditions as JSON, only those that say something."""
    values: dict[str, Any] = {}
    for f in fields(terms):
        value = getattr(terms, f.name)
        if value in (None, f.default, frozenset()):
            continue
        values[f.name] = sorted(value) if isinstance(value, frozenset) else value
        if f.name == "plans":
            values[f.name] = sorted(map(str, value))
        if isinstance(value, date | time):
            values[f.name] = value.isoformat()
    return values


def fee_of(row: Json) -> Fee:
    """A fee from its row."""
    return Fee(
        id=row["id"],
        vendor_id=row["vendor_id"],
        offer=_offer(row),
        kind=FeeKind(row["kind"]),
        name=Localized(row["name"]),
        basis=FeeBasis(row["basis"]),
        value=row["value"],
        currency=row["currency"],
        adults_only=row["adults_only"],
        taxable=row["taxable"],
        collect=Collect(row["collect"]),
        active=row["active"],
        version=row["version"],
    )


def fee_values(fee: Fee) -> dict[str, Any]:
    """Column values of a fee, without its id."""
    plain = (
        "vendor_id",
        "kind",
        "basis",
        "value",
        "currency",
        "adults_only",
        "taxable",
        "collect",
        "active",
        "version",
    )
    return {**{name: getattr(fee, name) for name in plain}, **_offer_values(fee.offer), "name": dict(fee.name.texts)}


_PROMO_COUNTERS = ("id", "spent_minor", "redeemed", "customer_uses", "offers")


def promo_of(row: Json) -> PromoCode:
    """A promo code from its row, with `customer_uses` when the query counted them."""
    names = {f.name for f in fields(PromoCode)} - {"offers"}
    values = {name: row[name] for name in names if name in row}
    for name in ("valid_from", "valid_until"):
        values[name] = datetime.fromisoformat(row[name]) if row[name] else None
    for name in ("stay_from", "stay_until"):
        values[name] = date.fromisoformat(row[name]) if row[name] else None
    values["effect"] = Effect(row["effect"])
    offers = frozenset(Offer(row["vendor_id"], OfferKind(kind), number) for kind, number in row["offers"])
    return PromoCode(**values, offers=offers)


def promo_values(promo: PromoCode) -> dict[str, Any]:
    """Column values of a promo code, without its id and its counters."""
    values = {f.name: getattr(promo, f.name) for f in fields(promo) if f.name not in _PROMO_COUNTERS}
    values["offers"] = [[offer.kind.value, offer.id] for offer in sorted(promo.offers)]
    return values


def tax_of(row: Json) -> TaxSetting:
    """A tax setting from its row."""
    return TaxSetting(regime=row["regime"], inclusive=row["inclusive"])


def _offer(row: Json) -> Offer | None:
    return Offer(row["vendor_id"], OfferKind(row["offer_kind"]), row["offer_id"]) if row["offer_kind"] else None


def _offer_values(offer: Offer | None) -> dict[str, Any]:
    return {"offer_kind": offer.kind if offer else None, "offer_id": offer.id if offer else None}


def _time(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None
