"""Shapes of rates and tax settings."""

from __future__ import annotations

from datetime import time
from decimal import Decimal
from typing import Annotated

from pydantic import Field, model_validator

from smartbooking.infra.http.wire import Amount, Wire, example
from smartbooking.pricing.domain import (
    ChildBand,
    Collect,
    DepositKind,
    Effect,
    Offer,
    Per,
    Rate,
    TaxSetting,
    Tier,
    Unit,
)
from smartbooking.pricing.schemas.fields import OfferRef, Share, Sum, Version, major_of, minor_of, points_of
from smartbooking.pricing.service.settings import offer_text

Minutes = Annotated[int, Field(ge=0, le=1440)]


class TierIn(Wire):
    """From the `after`-th unit on, a unit costs `amount`."""

    after: int = Field(ge=1, le=10_000)
    amount: Sum


class ChildBandIn(Wire):
    """Children of age `[fromAge, toAge)` pay a percentage of an adult's price or a sum per unit."""

    from_age: int = Field(ge=0, le=18)
    to_age: int = Field(ge=1, le=18)
    percent: Share | None = None
    amount: Sum | None = None

    @model_validator(mode="after")
    def _is_one_of_two(self) -> ChildBandIn:
        if (self.percent is None) == (self.amount is None):
            raise ValueError("give either percent or amount")
        return self


class DepositIn(Wire):
    """What is due at booking when the offer asks for a deposit, and how long before the start the rest is due."""

    kind: DepositKind = DepositKind.NONE
    percent: Share | None = None
    amount: Sum | None = None
    balance_hours: Annotated[int, Field(ge=0, le=8760)] = 0

    @model_validator(mode="after")
    def _has_its_number(self) -> DepositIn:
        wanted = {DepositKind.PERCENT: (True, False), DepositKind.FIXED: (False, True)}
        if (self.percent is not None, self.amount is not None) != wanted.get(self.kind, (False, False)):
            raise ValueError("percent goes with kind percent, amount with kind fixed, nothing with the others")
        return self


class SecurityIn(Wire):
    """A refundable security deposit per place, and whether a document is kept as a pledge."""

    amount: Sum = Decimal(0)
    collect: Collect = Collect.ON_SITE
    document_pledge: bool = False


class RateIn(Wire):
    """The price of one offer, as a whole."""

    model_config = example({"currency": "KZT", "unit": "night", "amount": 12000})

    currency: Annotated[str, Field(pattern="^[A-Z]{3}$", examples=["KZT"])]
    unit: Unit
    per: Per = Per.QUANTITY
    amount: Sum
    tiers: list[TierIn] = Field(default_factory=list, max_length=20)
    step_minutes: Annotated[int, Field(ge=1, le=1440)] = 1
    free_minutes: Minutes = 0
    day_cap: Sum | None = None
    day_price: Sum | None = None
    day_price_from: time | None = None
    included_guests: Annotated[int, Field(ge=1, le=1000)] | None = None
    extra_adult: Sum | None = None
    child_bands: list[ChildBandIn] = Field(default_factory=list, max_length=10)
    early_hour: Sum | None = None
    late_hour: Sum | None = None
    deposit: DepositIn = Field(default_factory=DepositIn)
    security: SecurityIn = Field(default_factory=SecurityIn)
    tax_category: Annotated[str, Field(pattern="^[a-z_]{2,40}$")] = "standard"
    version: Version | None = Field(None, description="The version you read; leave out to overwrite")

    def rate(self, offer: Offer) -> Rate:
        """The domain value. Raises Invalid for amounts finer than the currency."""
        currency = self.currency

        def minor(name: str) -> int | None:
            value = getattr(self, name)
            return None if value is None else minor_of(value, currency, f"/{_camel(name)}")

        deposit = self.deposit
        return Rate(
            offer=offer,
            currency=currency,
            unit=self.unit,
            per=self.per,
            amount_minor=minor_of(self.amount, currency, "/amount"),
            tiers=tuple(
                Tier(after=t.after, amount_minor=minor_of(t.amount, currency, f"/tiers/{n}/amount"))
                for n, t in enumerate(self.tiers)
            ),
            step_minutes=self.step_minutes,
            free_minutes=self.free_minutes,
            day_cap_minor=minor("day_cap"),
            day_price_from=self.day_price_from.replace(tzinfo=None) if self.day_price_from else None,
            day_price_minor=minor("day_price"),
            included_guests=self.included_guests,
            extra_adult_minor=minor("extra_adult") or 0,
            child_bands=tuple(_band(band, currency, n) for n, band in enumerate(self.child_bands)),
            early_hour_minor=minor("early_hour"),
            late_hour_minor=minor("late_hour"),
            deposit=deposit.kind,
            deposit_value=points_of(deposit.percent)
            if deposit.percent is not None
            else minor_of(deposit.amount, currency, "/deposit/amount")
            if deposit.amount is not None
            else 0,
            balance_hours=deposit.balance_hours,
            security_minor=minor_of(self.security.amount, currency, "/security/amount"),
            security_collect=self.security.collect,
            document_pledge=self.security.document_pledge,
            tax_category=self.tax_category,
        )


class RateOut(RateIn):
    """The stored price of an offer."""

    offer_id: OfferRef
    amount: Amount
    version: Version


class TaxIn(Wire):
    """How the business is taxed: a regime of its country, and whether prices contain the tax."""

    model_config = example({"regime": "simplified", "inclusive": True})

    regime: Annotated[str, Field(pattern="^[a-z_0-9]{2,40}$", examples=["simplified"])]
    inclusive: bool = True

    def setting(self) -> TaxSetting:
        return TaxSetting(regime=self.regime, inclusive=self.inclusive)


def rate_out(rate: Rate) -> RateOut:
    """A rate in major units."""
    currency = rate.currency

    def major(minor: int | None) -> object:
        return major_of(minor, currency)

    return RateOut.model_validate(
        {
            "offer_id": offer_text(rate.offer),
            "currency": currency,
            "unit": rate.unit,
            "per": rate.per,
            "amount": major(rate.amount_minor),
            "tiers": [{"after": t.after, "amount": major(t.amount_minor)} for t in rate.tiers],
            "step_minutes": rate.step_minutes,
            "free_minutes": rate.free_minutes,
            "day_cap": major(rate.day_cap_minor),
            "day_price": major(rate.day_price_minor),
            "day_price_from": rate.day_price_from,
            "included_guests": rate.included_guests,
            "extra_adult": major(rate.extra_adult_minor),
            "child_bands": [_band_out(band, currency) for band in rate.child_bands],
            "early_hour": major(rate.early_hour_minor),
            "late_hour": major(rate.late_hour_minor),
            "deposit": _deposit_out(rate),
            "security": {
                "amount": major(rate.security_minor),
                "collect": rate.security_collect,
                "document_pledge": rate.document_pledge,
            },
            "tax_category": rate.tax_category,
            "version": rate.version,
        }
    )


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(part.title() for part in rest)


def _band(band: ChildBandIn, currency: str, number: int) -> ChildBand:
    if band.percent is not None:
        effect, value = Effect.PERCENT, points_of(band.percent)
    else:
        assert band.amount is not None
        effect, value = Effect.FIXED, minor_of(band.amount, currency, f"/childBands/{number}/amount")
    return ChildBand(from_age=band.from_age, to_age=band.to_age, effect=effect, value=value)


def _band_out(band: ChildBand, currency: str) -> dict[str, object]:
    ages: dict[str, object] = {"from_age": band.from_age, "to_age": band.to_age}
    if band.effect is Effect.PERCENT:
        return {**ages, "percent": Decimal(band.value) / 100}
    return {**ages, "amount": major_of(band.value, currency)}


def _deposit_out(rate: Rate) -> dict[str, object]:
    found: dict[str, object] = {"kind": rate.deposit, "balance_hours": rate.balance_hours}
    if rate.deposit is DepositKind.PERCENT:
        found["percent"] = Decimal(rate.deposit_value) / 100
    elif rate.deposit is DepositKind.FIXED:
        found["amount"] = major_of(rate.deposit_value, rate.currency)
    return found
