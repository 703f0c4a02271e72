"""Shapes of plans and memberships on the wire. A code is in one reply only, the one that made it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import EmailStr, Field, StringConstraints, model_validator

from smartbooking.infra.http.wire import (
    Amount,
    BookingRef,
    CalendarDay,
    Instant,
    MembershipRef,
    PlanRef,
    Wire,
    example,
    local_text,
)
from smartbooking.kernel.ids import uuid7
from smartbooking.kernel.money import Money
from smartbooking.kernel.problem import FieldError, Invalid
from smartbooking.kernel.text import Localized
from smartbooking.value.domain import (
    Holder,
    Membership,
    MembershipChange,
    MembershipNote,
    MembershipStanding,
    MembershipUse,
    Plan,
    PlanPeriod,
    Till,
)
from smartbooking.value.domain.memberships import LONGEST_FREEZE, LONGEST_GRACE
from smartbooking.value.schemas.gift_cards import Reason

Texts = Annotated[
    dict[Literal["kk", "ru", "en"], Annotated[str, StringConstraints(min_length=1, max_length=120)]],
    Field(min_length=1, examples=[{"ru": "Клуб", "kk": "Клуб", "en": "Club"}]),
]
Sum = Annotated[Decimal, Field(ge=0, le=10**10, description="Major units of the business's currency")]


class PlanIn(Wire):
    """What a membership costs and allows."""

    model_config = example(
        {"translations": {"ru": "Клуб", "en": "Club"}, "price": 15000, "period": "month", "graceDays": 3}
    )

    translations: Texts
    price: Sum
    period: PlanPeriod
    grace_days: int = Field(0, ge=0, le=LONGEST_GRACE, description="Days after the end that still count")
    freeze_days: int = Field(0, ge=0, le=LONGEST_FREEZE, description="Days of a period that may rest; 0: none")
    monthly_limit: int | None = Field(
        None, ge=1, le=1000, description="Bookings with a member price in one calendar month; null: any number"
    )
    on_sale: bool = True

    def plan(self, *, vendor_id: int, currency: str) -> Plan:
        """A new plan. Raises Invalid."""
        return Plan(
            vendor_id=vendor_id, id=uuid7(), name=_name(self.translations),
            price=sum_in(self.price, currency, "/price"), period=self.period, grace_days=self.grace_days,
            freeze_days=self.freeze_days, monthly_limit=self.monthly_limit, on_sale=self.on_sale,
        )  # fmt: skip


class PlanChangeIn(PlanIn):
    """All terms of a plan as they shall be from now on, with the version that was read."""

    model_config = example(
        {"version": 1, "translations": {"ru": "Клуб"}, "price": 16000, "period": "month", "onSale": True}
    )

    version: int = Field(ge=1, le=2**31 - 1)


class PlanOut(Wire):
    """A plan; `name` is in the language of the request."""

    id: PlanRef
    name: str
    translations: dict[str, str]
    price: Amount
    currency: str
    period: PlanPeriod
    grace_days: int
    freeze_days: int
    monthly_limit: int | None = None
    on_sale: bool
    version: int

    @classmethod
    def of(cls, plan: Plan, locale: str) -> Self:
        return cls(
            id=plan.id, name=plan.name.pick(locale), translations=dict(plan.name.texts), price=plan.price.major,
            currency=plan.price.currency, period=plan.period, grace_days=plan.grace_days,
            freeze_days=plan.freeze_days, monthly_limit=plan.monthly_limit, on_sale=plan.on_sale, version=plan.version,
        )  # fmt: skip


class PlansOut(Wire):
    """All plans of the business, the oldest first."""

    data: list[PlanOut]


class MembershipSaleIn(Wire):
    """A membership somebody pays for at the desk. Without `validFrom` it begins today."""

    model_config = example(
        {
            "planId": "pln_01M7YHFMK6EXSVJKDHAQ5QAGFG", "paidBy": "pay_on_site", "holderName": "Айгерім",
            "holderPhone": "+77015550418",
        }
    )  # fmt: skip

    plan_id: PlanRef
    paid_by: Till
    valid_from: CalendarDay | None = None
    holder_name: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    holder_phone: Annotated[str, StringConstraints(max_length=40)] | None = None
    holder_email: EmailStr | None = None
    note: Annotated[str, StringConstraints(max_length=500)] = ""

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        if not self.holder_email and not self.holder_phone:
            raise ValueError("give a phone or an e-mail of the member")
        return self

    @property
    def holder(self) -> Holder:
        email = str(self.holder_email) if self.holder_email else None
        return Holder(name=self.holder_name, phone=self.holder_phone or None, email=email)


class RenewIn(Wire):
    """How another period was paid."""

    model_config = example({"paidBy": "pay_on_site"})

    paid_by: Till


class RestIn(Wire):
    """For how many days from today it rests, and why."""

    model_config = example({"days": 7, "reason": "The member is ill"})

    days: int = Field(ge=1, le=LONGEST_FREEZE)
    reason: Reason


class EndIn(Wire):
    """Why it ends today, and what of its price the desk gives back."""

    model_config = example({"givenBack": 0, "paidBy": "pay_on_site", "reason": "The member moves to another city"})

    given_back: Sum = Decimal(0)
    paid_by: Till = Till.DESK
    reason: Reason


class MemberCodeOut(Wire):
    """The code, readable now and never again."""

    code: str = Field(examples=["M7K2-9QXM-T4WB-8HND"])


class MembershipOut(Wire):
    """A membership as the business sees it; `validUntil` is the day after the last paid one."""

    id: MembershipRef
    plan_id: PlanRef
    plan_name: str
    tail: str | None = Field(None, description="The last four of its code; none before a code was made")
    standing: MembershipStanding
    holder_name: str | None = None
    holder_phone: str | None = None
    holder_email: str | None = None
    linked: bool = Field(description="An account has shown its code and needs none any more")
    valid_from: date
    valid_until: date
    last_day: date = Field(description="The last day it counts on, grace included")
    frozen_from: date | None = None
    frozen_until: date | None = None
    freeze_days_left: int
    ended_on: date | None = None
    note: str
    sold_at: Instant

    @classmethod
    def of(cls, one: Membership, today: date, locale: str) -> Self:
        days, plan, holder = one.days(), one.plan, one.holder
        frozen = one.frozen or (None, None)
        return cls(
            id=one.id, plan_id=plan.id, plan_name=plan.name.pick(locale), tail=one.tail, standing=one.standing(today),
            holder_name=holder.name, holder_phone=holder.phone, holder_email=holder.email,
            linked=one.user_id is not None, valid_from=one.valid_from, valid_until=one.valid_until,
            last_day=date.fromordinal(days[-1][1].toordinal() - 1) if days else one.valid_from,
            frozen_from=frozen[0], frozen_until=frozen[1], freeze_days_left=max(plan.freeze_days - one.frozen_days, 0),
            ended_on=one.ended_on, note=one.note, sold_at=one.sold_at,
        )  # fmt: skip


class MembershipsOut(Wire):
    """The newest first; at most `limit`."""

    data: list[MembershipOut]


class MembershipNoteOut(Wire):
    """One line of its history; `dayUntil` is the day after the last."""

    number: int
    kind: MembershipChange
    amount: Amount
    day_from: date | None = None
    day_until: date | None = None
    at: Instant
    at_local: str = Field(description="`at` as wall time of the business")
    by: str
    note: str

    @classmethod
    def of(cls, one: MembershipNote, zone: str) -> Self:
        days = one.days or (None, None)
        return cls(
            number=one.number, kind=one.kind, amount=one.amount.major, day_from=days[0], day_until=days[1], at=one.at,
            at_local=local_text(one.at, zone), by=one.actor, note=one.note,
        )  # fmt: skip


class MembershipUseOut(Wire):
    """A booking that was priced for the member; `released` when it came to nothing."""

    booking_id: BookingRef
    day: date
    released: bool


class MembershipDetailOut(MembershipOut):
    """A membership with everything that happened to it and its bookings, the latest first."""

    currency: str
    paid: Amount = Field(description="Paid for it so far, less what was given back")
    price: Amount = Field(description="What another period costs")
    history: list[MembershipNoteOut]
    uses: list[MembershipUseOut]

    @classmethod
    def telling(
        cls, one: Membership, story: tuple[list[MembershipNote], list[MembershipUse], int], *, now: datetime, zone: str,
        locale: str,
    ) -> Self:  # fmt: skip
        notes, uses, paid = story
        today = now.astimezone(ZoneInfo(zone)).date()
        price = one.plan.price
        return cls(
            **MembershipOut.of(one, today, locale).model_dump(), currency=price.currency, price=price.major,
            paid=Money(paid, price.currency).major, history=[MembershipNoteOut.of(each, zone) for each in notes],
            uses=[MembershipUseOut(booking_id=use.booking_id, day=use.day, released=use.released) for use in uses],
        )  # fmt: skip


def sum_in(amount: Decimal, currency: str, pointer: str) -> Money:
    """Raises Invalid for an amount finer than the currency."""
    try:
        return Money.of(amount, currency)
    except ValueError as error:
        raise Invalid(FieldError(pointer, str(error))) from error


def _name(translations: dict[Literal["kk", "ru", "en"], str]) -> Localized:
    return Localized({str(locale): words for locale, words in translations.items()})
