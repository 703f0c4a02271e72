"""Shapes of passes on the wire: plans, sold passes, and what whoever holds a code may know."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Self

from pydantic import AwareDatetime, EmailStr, Field, StringConstraints

from smartbooking.infra.http.wire import (
    Amount,
    BookingRef,
    Instant,
    PassPlanRef,
    PassRef,
    ResourceRef,
    ServiceRef,
    Wire,
    example,
    local_text,
)
from smartbooking.kernel.money import Money
from smartbooking.kernel.problem import FieldError, Invalid
from smartbooking.kernel.text import LOCALES, Localized
from smartbooking.value.domain import Holder, MovementKind, Standing, Till
from smartbooking.value.domain.passes import Counted, Covers, Pass, PassMovement, PassPlan, PassTerms, Starts
from smartbooking.value.schemas.gift_cards import Code, Reason

Name = Annotated[str, StringConstraints(min_length=1, max_length=80, strip_whitespace=True)]
Names = Annotated[
    dict[Annotated[str, StringConstraints(pattern=f"^({'|'.join(LOCALES)})$")], Name],
    Field(min_length=1, description="By language: kk, ru, en"),
]


class CoversIn(Wire):
    """What a pass pays for: everything of the business, or these offers."""

    everything: bool = True
    resource_ids: Annotated[list[ResourceRef], Field(max_length=100, default_factory=list)]
    service_ids: Annotated[list[ServiceRef], Field(max_length=100, default_factory=list)]

    @classmethod
    def of(cls, covers: Covers) -> Self:
        return cls(
            everything=covers.everything, resource_ids=list(covers.resource_ids), service_ids=list(covers.service_ids)
        )

    @property
    def covers(self) -> Covers:
        if self.everything:
            return Covers()
        return Covers(everything=False, resource_ids=tuple(self.resource_ids), service_ids=tuple(self.service_ids))


class PassPlanIn(Wire):
    """A pass as the business sells it."""

    model_config = example(
        {
            "name": {"ru": "10 посещений", "kk": "10 рет келу", "en": "10 visits"}, "price": 20000, "visits": 10,
            "days": 90, "starts": "sale", "freezeDays": 14, "counted": "person",
        }
    )  # fmt: skip

    name: Names
    price: Annotated[Decimal, Field(gt=0, le=10**10, description="Major units of the business's currency")]
    visits: Annotated[int, Field(ge=1, le=1000)]
    days: Annotated[int, Field(ge=1, le=1095, description="How long it is valid")]
    starts: Starts = Field(Starts.SALE, description="From when the days count")
    freeze_days: Annotated[int, Field(ge=0, le=365, description="Days its holder may stop it")] = 0
    counted: Counted = Field(Counted.BOOKING, description="Whether every person costs visits, or what is booked")
    visits_each: Annotated[int, Field(ge=1, le=100, description="Visits each costs, a night each night")] = 1
    covers: CoversIn = CoversIn()
    on_sale: bool = True

    def terms(self, currency: str) -> PassTerms:
        """Raises Invalid for a price finer than the currency."""
        try:
            price = Money.of(self.price, currency)
        except ValueError as error:
            raise Invalid(FieldError("/price", str(error))) from error
        return PassTerms(
            name=Localized(dict(self.name)), price=price, visits=self.visits, days=self.days, starts=self.starts,
            freeze_days=self.freeze_days, counted=self.counted, visits_each=self.visits_each, covers=self.covers.covers,
        )  # fmt: skip


class PassPlanChangeIn(PassPlanIn):
    """Other terms for what is sold from now on; `version` is the one that was read."""

    model_config = example(
        {"name": {"ru": "10 посещений"}, "price": 22000, "visits": 10, "days": 90, "version": 1, "onSale": False}
    )

    version: Annotated[int, Field(ge=1, le=2**31 - 1)]


class PassPlanOut(Wire):
    """A plan as everybody reads it."""

    id: PassPlanRef
    name: dict[str, str]
    price: Amount
    currency: str
    visits: int
    days: int
    starts: Starts
    freeze_days: int
    counted: Counted
    visits_each: int
    covers: CoversIn
    on_sale: bool
    version: int

    @classmethod
    def of(cls, plan: PassPlan) -> Self:
        terms = plan.terms
        return cls(
            id=plan.id, name=dict(terms.name.texts), price=terms.price.major, currency=terms.price.currency,
            visits=terms.visits, days=terms.days, starts=terms.starts, freeze_days=terms.freeze_days,
            counted=terms.counted, visits_each=terms.visits_each, covers=CoversIn.of(terms.covers),
            on_sale=plan.on_sale, version=plan.version,
        )  # fmt: skip


class PassPlansOut(Wire):
    """Plans by price, those on sale first."""

    data: list[PassPlanOut]


class PassSaleIn(Wire):
    """A pass somebody pays for at the desk or by transfer."""

    model_config = example(
        {"planId": "ppl_01M7YHFMK6EXSVJKDHAQ5QAGFG", "paidBy": "pay_on_site", "holderName": "Айгерім"}
    )

    plan_id: PassPlanRef
    paid_by: Till
    holder_name: Annotated[str, StringConstraints(max_length=120)] | None = None
    holder_phone: Annotated[str, StringConstraints(max_length=40)] | None = None
    holder_email: EmailStr | None = None
    note: Annotated[str, StringConstraints(max_length=500)] = ""

    @property
    def holder(self) -> Holder:
        email = str(self.holder_email) if self.holder_email else None
        return Holder(name=self.holder_name or None, phone=self.holder_phone or None, email=email)


class UseIn(Wire):
    """Somebody came without a booking."""

    model_config = example({"visits": 1, "note": "Утренняя группа"})

    visits: Annotated[int, Field(ge=1, le=100)] = 1
    note: Annotated[str, StringConstraints(max_length=500)] = ""


class PassPayOutIn(Wire):
    """What the visits that are left are worth goes back to whoever bought the pass."""

    model_config = example({"paidBy": "pay_on_site", "reason": "The customer moves to another city"})

    paid_by: Till
    reason: Reason


class PassProlongIn(Wire):
    """Valid until then, three years after the sale at most."""

    model_config = example({"validUntil": "2027-12-31T00:00:00Z"})

    valid_until: AwareDatetime


class PassCodeIn(Wire):
    """A code as somebody typed it: case, spaces and dashes do not matter."""

    model_config = example({"code": "P7K2-9QXM-T4WB-8HND"})

    code: Code


class CheckedPassOut(Wire):
    """What whoever holds the code may know. `validUntil` is as if a freeze ended now."""

    plan_name: dict[str, str]
    tail: str | None = None
    visits: int
    visits_sold: int
    valid_until: Instant
    waits: bool = Field(description="Its days begin with the first visit")
    standing: Standing
    freeze_left: int = Field(description="Days of freeze that are still allowed")
    frozen_until: Instant | None = Field(None, description="When the freeze ends by itself")
    counted: Counted
    visits_each: int
    covers: CoversIn

    @classmethod
    def of(cls, one: Pass, now: datetime) -> Self:
        terms, thawed, frozen = one.terms, one.thawed(now), one.frozen(now)
        return cls(
            plan_name=dict(terms.name.texts), tail=one.tail, visits=one.visits, visits_sold=terms.visits,
            valid_until=thawed.valid_until, waits=one.waits, standing=one.standing(now),
            freeze_left=thawed.freeze_left, frozen_until=one.freeze_ends_at if frozen else None,
            counted=terms.counted, visits_each=terms.visits_each, covers=CoversIn.of(terms.covers),
        )  # fmt: skip


class PassOut(CheckedPassOut):
    """A sold pass as the business sees it; `owed` is what its visits are worth."""

    id: PassRef
    plan_id: PassPlanRef
    owed: Amount
    currency: str
    holder_name: str | None = None
    holder_phone: str | None = None
    holder_email: str | None = None
    note: str
    issued_at: Instant

    @classmethod
    def of(cls, one: Pass, now: datetime) -> Self:
        return cls(
            **CheckedPassOut.of(one, now).model_dump(), id=one.id, plan_id=one.plan_id, owed=one.owed.major,
            currency=one.owed.currency, holder_name=one.holder.name, holder_phone=one.holder.phone,
            holder_email=one.holder.email, note=one.note, issued_at=one.issued_at,
        )  # fmt: skip


class PassesOut(Wire):
    """Passes, the newest first; at most `limit`."""

    data: list[PassOut]


class PassMovementOut(Wire):
    """One line of a pass; `left` and `owed` after it."""

    number: int
    kind: MovementKind
    visits: int
    left: int
    amount: Amount
    owed: Amount
    booking_id: BookingRef | None = None
    at: Instant
    at_local: str = Field(description="`at` as wall time of the business")
    by: str
    note: str

    @classmethod
    def of(cls, one: PassMovement, zone: str) -> Self:
        return cls(
            number=one.number, kind=one.kind, visits=one.visits, left=one.left, amount=one.amount.major,
            owed=one.owed.major, booking_id=one.booking_id, at=one.at, at_local=local_text(one.at, zone),
            by=one.actor, note=one.note,
        )  # fmt: skip


class PassDetailOut(PassOut):
    """A pass with everything that happened to it, the latest first."""

    movements: list[PassMovementOut]

    @classmethod
    def with_movements(cls, one: Pass, movements: list[PassMovement], *, now: datetime, zone: str) -> Self:
        lines = [PassMovementOut.of(movement, zone) for movement in movements]
        return cls(**PassOut.of(one, now).model_dump(), movements=lines)
