"""Shapes of quotes and simulations."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Annotated

from pydantic import Field, model_validator

from smartbooking.infra.http.wire import (
    Amount,
    DateOrTime,
    Instant,
    ResourceRef,
    RuleRef,
    ServiceRef,
    Wire,
    example,
    offset_text,
)
from smartbooking.kernel.money import Money
from smartbooking.kernel.period import Nights, Period
from smartbooking.pricing.domain import (
    Deadline,
    LineKind,
    Party,
    Quote,
    QuotedPart,
    QuoteLine,
    Step,
    deadlines,
    kind_label,
    label_of,
    policy_summary,
)
from smartbooking.pricing.domain.offer import ADULT_AGE
from smartbooking.pricing.schemas.fields import Code, MemberCode
from smartbooking.pricing.service import LineWanted, Simulation
from smartbooking.value.domain import Membership


class Guests(Wire):
    """Who comes. Children of unknown age are priced as the oldest ones."""

    adults: int = Field(1, ge=0, le=1000)
    children: int = Field(0, ge=0, le=1000)
    child_ages: list[Annotated[int, Field(ge=0, lt=ADULT_AGE)]] = Field(default_factory=list, max_length=100)


class QuoteLineIn(Wire):
    """One thing to be priced: nights by dates, otherwise by instants (a time without offset is venue time)."""

    resource_id: ResourceRef | None = None
    service_id: ServiceRef | None = None
    start: DateOrTime | None = Field(None, examples=["2026-12-05T12:00:00Z"])
    start_date: DateOrTime | None = Field(None, examples=["2026-12-05"])
    end: DateOrTime | None = None
    end_date: DateOrTime | None = Field(None, examples=["2026-12-07"])
    quantity: int = Field(1, ge=1, le=32_000)
    guests: Guests | None = None
    staff_id: ResourceRef | None = None
    early_minutes: int = Field(0, ge=0, le=1_440, description="Wanted before check-in")
    late_minutes: int = Field(0, ge=0, le=1_440, description="Wanted after check-out")

    @model_validator(mode="after")
    def _names_one_offer(self) -> QuoteLineIn:
        if (self.resource_id is None) == (self.service_id is None):
            raise ValueError("name either a resource or a service")
        return self

    def wanted(self) -> LineWanted:
        guests = self.guests
        party = None
        if guests is not None:
            party = Party(adults=guests.adults, children=guests.children, ages=tuple(guests.child_ages))
        return LineWanted(
            resource_id=self.resource_id,
            service_id=self.service_id,
            start=self.start or self.start_date,
            end=self.end or self.end_date,
            quantity=self.quantity,
            party=party,
            early_minutes=self.early_minutes,
            late_minutes=self.late_minutes,
            staff_id=self.staff_id,
        )


class QuoteIn(Wire):
    """A basket of one business, and perhaps a promo code."""

    model_config = example(
        {
            "lines": [
                {
                    "resourceId": "res_123",
                    "startDate": "2026-12-05",
                    "endDate": "2026-12-07",
                    "quantity": 1,
                    "guests": {"adults": 2},
                }
            ]
        }
    )

    lines: list[QuoteLineIn] = Field(min_length=1, max_length=20)
    promo_code: Code | None = None
    member_code: MemberCode | None = Field(None, description="The code of a membership, for its prices")


class QuoteLineOut(Wire):
    """One amount. The amounts of all lines add up to the total."""

    line: int
    kind: LineKind
    label: str
    amount: Amount
    details: dict[str, str | int] = Field(description="What the label is made of: code, units, rule, percentages")


class BreakdownOut(Wire):
    """The lines of one kind together."""

    kind: LineKind
    label: str
    amount: Amount


class IncludedTaxOut(Wire):
    """Tax already inside the price; not part of the sum."""

    line: int
    basis_points: int
    amount: Amount


class DeadlineOut(Wire):
    """What cancelling costs until a venue wall time; without one, after all others."""

    until_local: str | None
    fee: Amount
    refund: Amount


class PolicyOut(Wire):
    """The cancellation policy as it will be frozen in the booking."""

    code: str
    summary: str
    deadlines: list[DeadlineOut]


class QuotePartOut(Wire):
    """One thing that will be booked; what is due and when, in venue time."""

    line: int
    resource_id: ResourceRef | None
    service_id: ServiceRef | None
    start_date: date | None
    end_date: date | None
    start: Instant | None
    end: Instant | None
    start_local: str
    end_local: str
    tz: str
    utc_offset: str | None
    quantity: int
    total: Amount
    due_now: Amount
    due_on_site: Amount
    policy: PolicyOut


class QuoteMemberOut(Wire):
    """The membership of whoever asks; `applied` is false where nothing here costs its members less."""

    plan: str
    tail: str | None
    last_day: date
    applied: bool
    saving: Amount | None = Field(description="Less than everybody else pays, where that can be said")


class QuoteOut(Wire):
    """A price that is honoured until `expiresAt`: send `quoteToken` when you hold or book."""

    quote_token: str
    expires_at: Instant
    currency: str
    total: Amount
    due_now: Amount
    due_on_site: Amount
    deposit: Amount
    security_deposit: Amount
    card_hold: Amount = Field(description="Held on a card; taken only for not coming or cancelling late")
    lines: list[QuoteLineOut]
    refundable: list[QuoteLineOut]
    price_breakdown: list[BreakdownOut]
    included_taxes: list[IncludedTaxOut]
    parts: list[QuotePartOut]
    policy: PolicyOut
    member: QuoteMemberOut | None = None
    member_prices: bool = Field(description="Whether this business has prices for members, so that a code may help")
    server_now: Instant


class StepOut(Wire):
    """One step of the reasoning: what it changed and the part's price after it."""

    line: int
    code: str
    amount: Amount
    subtotal: Amount
    details: dict[str, str | int]


class SkippedOut(Wire):
    """A rule that did not take part, and the first condition that kept it out."""

    line: int
    rule_id: RuleRef
    name: str
    obstacle: str


class SimulationOut(Wire):
    """Why this price: lines, steps, and the rules that stayed out."""

    currency: str
    total: Amount
    due_now: Amount
    due_on_site: Amount
    lines: list[QuoteLineOut]
    trace: list[StepOut]
    skipped_rules: list[SkippedOut]
    server_now: Instant


def _line(line: QuoteLine, locale: str) -> QuoteLineOut:
    return QuoteLineOut(
        line=line.line,
        kind=line.kind,
        label=label_of(line, locale),
        amount=line.amount.major,
        details={"code": line.code, **line.params},
    )


def _breakdown(quote: Quote, locale: str) -> list[BreakdownOut]:
    sums: dict[LineKind, Decimal] = {}
    for line in quote.lines:
        sums[line.kind] = sums.get(line.kind, Decimal(0)) + line.amount.major
    return [BreakdownOut(kind=kind, label=kind_label(kind, locale), amount=amount) for kind, amount in sums.items()]


def _deadline(deadline: Deadline) -> DeadlineOut:
    until = deadline.until_local.isoformat(timespec="minutes") if deadline.until_local else None
    return DeadlineOut(until_local=until, fee=deadline.fee.major, refund=deadline.refund.major)


def policy_out(part: QuotedPart, locale: str) -> PolicyOut:
    """The frozen policy of a part with its deadlines."""
    found = deadlines(part.policy, [part.refundable], part.start_local)
    return PolicyOut(
        code=part.policy.terms.code,
        summary=policy_summary(part.policy, found, locale),
        deadlines=[_deadline(deadline) for deadline in found],
    )


def _part(part: QuotedPart, locale: str) -> QuotePartOut:
    nights = part.span if isinstance(part.span, Nights) else None
    period = part.span if isinstance(part.span, Period) else None
    return QuotePartOut(
        line=part.line,
        resource_id=part.resource_id,
        service_id=part.service_id,
        start_date=nights.arrival if nights else None,
        end_date=nights.departure if nights else None,
        start=period.start if period else None,
        end=period.end if period else None,
        start_local=part.start_local.isoformat(timespec="minutes"),
        end_local=part.end_local.isoformat(timespec="minutes"),
        tz=part.timezone,
        utc_offset=offset_text(period.start, part.timezone) if period else None,
        quantity=part.quantity,
        total=part.total.major,
        due_now=part.due_now.major,
        due_on_site=part.due_on_site.major,
        policy=policy_out(part, locale),
    )


def member_out(membership: Membership, quote: Quote, saving: Money | None, locale: str) -> QuoteMemberOut:
    """What whoever shows a membership reads about it beside her price."""
    days = membership.days()
    return QuoteMemberOut(
        plan=membership.plan.name.pick(locale), tail=membership.tail, applied=quote.member is not None,
        last_day=days[-1][1] - timedelta(days=1), saving=saving.major if saving is not None else None,
    )  # fmt: skip


def quote_out(
    quote: Quote, token: str, locale: str, member: QuoteMemberOut | None = None, *, for_members: bool
) -> QuoteOut:
    """A quote with its token."""
    first = min(quote.parts, key=lambda part: part.start_local)
    return QuoteOut(
        quote_token=token,
        expires_at=quote.expires_at,
        currency=quote.currency,
        total=quote.total.major,
        due_now=quote.due_now.major,
        due_on_site=quote.due_on_site.major,
        deposit=quote.deposit_due.major,
        security_deposit=quote.security_deposit.major,
        card_hold=quote.card_hold.major,
        lines=[_line(line, locale) for line in quote.lines],
        refundable=[_line(line, locale) for line in quote.refundable],
        price_breakdown=_breakdown(quote, locale),
        included_taxes=[
            IncludedTaxOut(line=tax.line, basis_points=tax.basis_points, amount=tax.amount.major)
            for tax in quote.included_taxes
        ],
        parts=[_part(part, locale) for part in quote.parts],
        policy=policy_out(first, locale),
        member=member,
        member_prices=for_members,
        server_now=quote.quoted_at,
    )


def _step(step: Step) -> StepOut:
    return StepOut(
        line=step.line,
        code=step.code,
        amount=step.amount.major,
        subtotal=step.subtotal.major,
        details=dict(step.params),
    )


def simulation_out(found: Simulation, locale: str, now: datetime) -> SimulationOut:
    """The reasoning behind a price."""
    quote = found.quote
    return SimulationOut(
        currency=quote.currency,
        total=quote.total.major,
        due_now=quote.due_now.major,
        due_on_site=quote.due_on_site.major,
        lines=[_line(line, locale) for line in quote.lines],
        trace=[_step(step) for step in quote.trace],
        skipped_rules=[
            SkippedOut(
                line=skipped.line,
                rule_id=skipped.rule.id,
                name=skipped.rule.name.pick(locale),
                obstacle=skipped.obstacle,
            )
            for skipped in found.skipped
        ],
        server_now=now,
    )


def requests_of(lines: list[QuoteLineIn]) -> list[LineWanted]:
    """The lines of a body as the service wants them."""
    return [line.wanted() for line in lines]
