"""Shapes of price rules and fees."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from smartbooking.infra.http.wire import Amount, CalendarDay, PlanRef, RuleRef, Wire, example
from smartbooking.kernel.problem import FieldError, Invalid
from smartbooking.kernel.text import Localized
from smartbooking.pricing.domain import Collect, Conditions, Effect, Fee, FeeBasis, FeeKind, Offer, PriceRule, Unit
from smartbooking.pricing.schemas.fields import (
    FeeRef,
    OfferRef,
    Percent,
    Share,
    SignedSum,
    Sum,
    Texts,
    Version,
    major_of,
    minor_of,
    offer_of,
    points_of,
)
from smartbooking.pricing.schemas.quotes import QuoteIn
from smartbooking.pricing.service.settings import offer_text

Count = Annotated[int, Field(ge=0, le=100_000)]


class ConditionsIn(Wire):
    """When a rule applies; what is left out means always. Ranges of dates and times exclude their end."""

    date_from: date | None = None
    date_until: date | None = None
    yearly: bool = False
    weekdays: list[Annotated[int, Field(ge=1, le=7)]] = Field(default_factory=list, max_length=7)
    time_from: time | None = None
    time_until: time | None = None
    holidays: bool | None = None
    min_nights: Count | None = None
    max_nights: Count | None = None
    min_minutes: Count | None = None
    max_minutes: Count | None = None
    min_lead_hours: Count | None = None
    max_lead_hours: Count | None = None
    min_guests: Count | None = None
    max_guests: Count | None = None
    min_quantity: Count | None = None
    max_quantity: Count | None = None
    booked_from: date | None = None
    booked_until: date | None = None
    plans: list[PlanRef] = Field(
        default_factory=list, max_length=20, description="Only for members of one of these plans"
    )

    def terms(self) -> Conditions:
        values = self.model_dump()
        for name in ("time_from", "time_until"):
            if values[name] is not None:
                values[name] = values[name].replace(tzinfo=None, second=0, microsecond=0)
        return Conditions(**{**values, "weekdays": frozenset(self.weekdays), "plans": frozenset(self.plans)})


class RuleIn(Wire):
    """A price rule: a percentage of the unit price, a sum per unit, or another price per unit."""

    model_config = example(
        {
            "translations": {"ru": "Выходные", "en": "Weekend"},
            "effect": "percent",
            "percent": 20,
            "conditions": {"weekdays": [6, 7]},
        }
    )

    offer_id: OfferRef | None = Field(None, description="Only for this offer; otherwise for all")
    translations: Texts
    position: Annotated[int, Field(ge=0, le=100_000)] = 0
    effect: Effect
    percent: Percent | None = Field(None, examples=[20])
    amount: SignedSum | None = None
    compounds: bool = Field(False, description="Percentage of the price as changed so far, not of the base")
    group: Annotated[str, Field(min_length=1, max_length=40)] | None = Field(
        None, description="Of one group only the first fitting rule applies"
    )
    stops: bool = Field(False, description="No later rule applies after this one")
    active: bool = True
    conditions: ConditionsIn = Field(default_factory=ConditionsIn)

    def offer(self, vendor_id: int) -> Offer | None:
        """The offer it is limited to. Raises NotFound."""
        return offer_of(vendor_id, self.offer_id) if self.offer_id else None

    def rule(self, *, vendor_id: int, currency: str, rule_id: int = 0, version: int = 1) -> PriceRule:
        """The domain value. Raises Invalid when the number does not go with the effect."""
        return PriceRule(
            id=rule_id,
            vendor_id=vendor_id,
            offer=self.offer(vendor_id),
            name=Localized({str(locale): text for locale, text in self.translations.items()}),
            position=self.position,
            effect=self.effect,
            value=number_of(self.effect is Effect.PERCENT, self.percent, self.amount, currency),
            compounds=self.compounds,
            group=self.group,
            stops=self.stops,
            active=self.active,
            conditions=self.conditions.terms(),
            version=version,
        )


class RulePatch(RuleIn):
    """What changes; everything left out stays."""

    model_config = example({"version": 1, "active": False})

    translations: Texts = Field(default_factory=dict)
    effect: Effect = Effect.PERCENT
    version: Version | None = None


class RuleOut(RuleIn):
    """A stored price rule; `name` is in the language of the request."""

    id: RuleRef
    name: str
    version: Version


class RulesOut(Wire):
    """Rules in the order they apply; `conflicts` are pairs of which the second can never apply."""

    data: list[RuleOut]
    conflicts: list[tuple[RuleRef, RuleRef]]


class SimulateIn(QuoteIn):
    """A basket to be explained, with a rule that is not saved yet (or a changed one, with its id)."""

    model_config = example(
        {
            "lines": [{"resourceId": "res_123", "startDate": "2026-12-05", "endDate": "2026-12-07"}],
            "draftRule": {"translations": {"ru": "Выходные"}, "effect": "percent", "percent": 20},
        }
    )

    draft_rule: RuleIn | None = None
    replaces_rule_id: RuleRef | None = None
    plan_id: PlanRef | None = Field(None, description="As a member of this plan pays")


class PreviewIn(Wire):
    """Whose prices to show from which day on, perhaps with a rule that is not saved yet."""

    model_config = example({"offerId": "res_123", "from": "2026-12-07", "days": 7})

    offer_id: OfferRef
    day_from: CalendarDay = Field(alias="from", examples=["2026-12-07"])
    days: int = Field(7, ge=1, le=42)
    draft_rule: RuleIn | None = None
    replaces_rule_id: RuleRef | None = None
    plan_id: PlanRef | None = Field(None, description="As a member of this plan sees them")


class PreviewCell(Wire):
    """One unit from `hour` on; null for nights and sessions. `base` is the price before any rule."""

    day: date = Field(alias="date")
    hour: int | None
    price: Amount
    base: Amount


class PreviewOut(Wire):
    """Final prices as customers see them; `unit` is null while the offer has no price."""

    unit: Unit | None
    currency: str
    cells: list[PreviewCell]


class FeeIn(Wire):
    """A charge besides the price: a sum times its basis, or a percentage of the price."""

    model_config = example(
        {"kind": "cleaning", "translations": {"ru": "Уборка", "en": "Cleaning"}, "basis": "booking", "amount": 5000}
    )

    offer_id: OfferRef | None = None
    kind: FeeKind
    translations: Texts
    basis: FeeBasis
    percent: Share | None = None
    amount: Sum | None = Field(None, examples=[5000])
    adults_only: bool = False
    taxable: bool = True
    collect: Collect = Collect.NOW
    active: bool = True

    def offer(self, vendor_id: int) -> Offer | None:
        """The offer it is limited to. Raises NotFound."""
        return offer_of(vendor_id, self.offer_id) if self.offer_id else None

    def fee(self, *, vendor_id: int, currency: str, fee_id: int = 0, version: int = 1) -> Fee:
        """The domain value. Raises Invalid when the number does not go with the basis."""
        return Fee(
            id=fee_id,
            vendor_id=vendor_id,
            offer=self.offer(vendor_id),
            kind=self.kind,
            name=Localized({str(locale): text for locale, text in self.translations.items()}),
            basis=self.basis,
            value=number_of(self.basis is FeeBasis.PERCENT, self.percent, self.amount, currency),
            currency=currency,
            adults_only=self.adults_only,
            taxable=self.taxable,
            collect=self.collect,
            active=self.active,
            version=version,
        )


class FeePatch(FeeIn):
    """What changes; everything left out stays."""

    model_config = example({"version": 1, "amount": 6000})

    kind: FeeKind = FeeKind.OTHER
    translations: Texts = Field(default_factory=dict)
    basis: FeeBasis = FeeBasis.BOOKING
    version: Version | None = None


class FeeOut(FeeIn):
    """A stored fee; `name` is in the language of the request."""

    id: FeeRef
    name: str
    currency: str
    version: Version


class FeesOut(Wire):
    """All fees of the business."""

    data: list[FeeOut]


def number_of(is_percent: bool, percent: Decimal | None, amount: Decimal | None, currency: str) -> int:
    """Basis points or minor units, whichever the effect needs. Raises Invalid when the other one was given."""
    if is_percent:
        if percent is None or amount is not None:
            raise Invalid(FieldError("/percent", "give a percentage and no amount"))
        return points_of(percent)
    if amount is None or percent is not None:
        raise Invalid(FieldError("/amount", "give an amount and no percentage"))
    return minor_of(amount, currency, "/amount")


def rule_out(rule: PriceRule, currency: str, locale: str) -> RuleOut:
    """A rule in major units and percent."""
    is_percent = rule.effect is Effect.PERCENT
    return RuleOut.model_validate(
        {
            "id": rule.id,
            "offer_id": offer_text(rule.offer) if rule.offer else None,
            "name": rule.name.pick(locale),
            "translations": dict(rule.name.texts),
            "position": rule.position,
            "effect": rule.effect,
            "percent": Decimal(rule.value) / 100 if is_percent else None,
            "amount": None if is_percent else major_of(rule.value, currency),
            "compounds": rule.compounds,
            "group": rule.group,
            "stops": rule.stops,
            "active": rule.active,
            "conditions": conditions_out(rule.conditions),
            "version": rule.version,
        }
    )


def conditions_out(terms: Conditions) -> ConditionsIn:
    """Conditions as they were set."""
    return ConditionsIn.model_validate(terms, from_attributes=True)


def fee_out(fee: Fee, locale: str) -> FeeOut:
    """A fee in major units or percent."""
    is_percent = fee.basis is FeeBasis.PERCENT
    return FeeOut.model_validate(
        {
            "id": fee.id,
            "offer_id": offer_text(fee.offer) if fee.offer else None,
            "kind": fee.kind,
            "name": fee.name.pick(locale),
            "translations": dict(fee.name.texts),
            "basis": fee.basis,
            "percent": Decimal(fee.value) / 100 if is_percent else None,
            "amount": None if is_percent else major_of(fee.value, fee.currency),
            "adults_only": fee.adults_only,
            "taxable": fee.taxable,
            "collect": fee.collect,
            "active": fee.active,
            "currency": fee.currency,
            "version": fee.version,
        }
    )
