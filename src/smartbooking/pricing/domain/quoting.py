"""From requests and a price book to a quote: the whole pricing rule, in one pure function.

Order per part: pieces (base, guests, rules, day cap), extra hours; then the promo code over all parts; then per
part fees, tax, dues and the frozen policy.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Final
from uuid import UUID

from smartbooking.catalog.domain import PaymentTiming
from smartbooking.kernel.money import Money, total
from smartbooking.kernel.period import Nights
from smartbooking.pricing.domain import policies
from smartbooking.pricing.domain.book import Collect, PriceBook
from smartbooking.pricing.domain.charges import Charge, LineKind
from smartbooking.pricing.domain.dues import Dues, dues_of
from smartbooking.pricing.domain.matching import rule_day
from smartbooking.pricing.domain.members import MemberPromise, ranges_of
from smartbooking.pricing.domain.offer import PriceRequest
from smartbooking.pricing.domain.part import Part, add_fees, add_tax, price_part
from smartbooking.pricing.domain.promos import AppliedPromo, discounts
from smartbooking.pricing.domain.quote import IncludedTax, Quote, QuotedPart, QuoteLine, Step
from smartbooking.pricing.domain.refusals import PriceNotPossible

TTL: Final = timedelta(minutes=10)
MAX_LINES: Final = 20


def quote(
    requests: Sequence[PriceRequest],
    book: PriceBook,
    *,
    now: datetime,
    customer_id: UUID | None = None,
    holidays: frozenset[date] = frozenset(),
) -> Quote:
    """The quote of a basket at `now` (aware). Raises NotPriced, PriceNotPossible or PromoRefused."""
    _check_basket(requests)
    parts = [price_part(request, book, now=now, holidays=holidays) for request in requests]
    applied = _apply_promo(parts, book, now=now)
    for part in parts:
        price = part.minor
        free = part.request.payment_timing is PaymentTiming.FREE
        taxable = add_fees(part, book.fees_of(part.request.offer, free=free))
        add_tax(part, book, price=price, taxable_fees=taxable, now=now)
    return _assemble(parts, applied, now=now, customer_id=customer_id)


def _check_basket(requests: Sequence[PriceRequest]) -> None:
    if not 1 <= len(requests) <= MAX_LINES:
        raise PriceNotPossible(f"A booking has one to {MAX_LINES} lines.", reason="number-of-lines")
    if len({request.vendor_id for request in requests}) > 1:
        raise PriceNotPossible("One booking is with one business: book the others apart.", reason="several-vendors")
    if len({request.currency for request in requests}) > 1:
        raise PriceNotPossible("One booking has one currency: book the others apart.", reason="several-currencies")
    if any(request.quantity < 1 for request in requests):
        raise PriceNotPossible("Ask for at least one place.", reason="quantity")


def _apply_promo(parts: Sequence[Part], book: PriceBook, *, now: datetime) -> AppliedPromo | None:
    if book.promo is None:
        return None
    applied, shares = discounts(book.promo, [(part.request, part.minor) for part in parts], now=now)
    for part, share in zip(parts, shares, strict=True):
        if share:
            part.discounted = Fraction(part.minor - share, part.minor)
            params: dict[str, str | int] = {"promoCode": applied.code}
            part.charges.append(Charge(kind=LineKind.DISCOUNT, code="promo", minor=-share, params=params))
    return applied


def _assemble(parts: Sequence[Part], applied: AppliedPromo | None, *, now: datetime, customer_id: UUID | None) -> Quote:
    currency = parts[0].request.currency
    lines: list[QuoteLine] = []
    refundable: list[QuoteLine] = []
    taxes: list[IncludedTax] = []
    quoted: list[QuotedPart] = []
    trace: list[Step] = []
    for number, part in enumerate(parts, start=1):
        lines += merged(part.charges, number, currency)
        trace += _steps(part, number, currency)
        dues = _dues(part)
        quoted.append(_quoted(part, number, dues, now=now))
        refundable += _refundable(part, number, dues, currency)
        if part.included_tax:
            amount = Money(part.included_tax, currency)
            taxes.append(IncludedTax(line=number, basis_points=part.basis_points, amount=amount))
    return Quote(
        vendor_id=parts[0].request.vendor_id,
        currency=currency,
        lines=tuple(lines),
        refundable=tuple(refundable),
        included_taxes=tuple(taxes),
        parts=tuple(quoted),
        total=total([part.total for part in quoted], currency),
        security_deposit=total([part.security for part in quoted], currency),
        deposit_due=total([part.deposit for part in quoted], currency),
        due_now=total([part.due_now for part in quoted], currency),
        due_on_site=total([part.due_on_site for part in quoted], currency),
        promo=applied,
        customer_id=customer_id,
        quoted_at=now,
        expires_at=now + TTL,
        trace=tuple(trace),
        member=_promise(parts),
    )


def _promise(parts: Sequence[Part]) -> MemberPromise | None:
    """The days on which a rule for members made the price. All parts are priced for one membership."""
    member = parts[0].request.member
    days = {
        rule_day(rule, priced.piece.moment)
        for part in parts for priced in part.pieces for rule in priced.rules if rule.conditions.plans
    }  # fmt: skip
    return MemberPromise(member=member, days=ranges_of(days)) if member is not None and days else None


def _dues(part: Part) -> Dues:
    return dues_of(
        part.rate,
        part.request.payment_timing,
        total=part.minor,
        on_site_fees=part.on_site_fees,
        first_unit=part.first_unit,
        first_day=part.first_day,
        quantity=part.request.quantity,
    )


def _quoted(part: Part, number: int, dues: Dues, *, now: datetime) -> QuotedPart:
    request = part.request
    currency = request.currency
    scope = policies.STAY if isinstance(request.span, Nights) else policies.ANY
    try:
        policy = policies.freeze(request.policy, request.country, request.local_day(now), scope)
    except policies.UnreadablePolicy as error:
        raise PriceNotPossible(f"The cancellation policy of this offer: {error}.", reason="policy") from error
    return QuotedPart(
        line=number,
        offer=request.offer,
        span=request.span,
        quantity=request.quantity,
        party=request.party,
        timezone=request.timezone,
        start_local=request.start_local,
        end_local=request.end_local,
        early_minutes=request.early_minutes,
        late_minutes=request.late_minutes,
        staff_id=request.staff_id,
        payment_timing=request.payment_timing,
        total=Money(part.minor, currency),
        first_unit=Money(part.fee_unit, currency),
        deposit=Money(dues.deposit, currency),
        security=Money(dues.security, currency),
        security_due_now=part.rate.security_collect is Collect.NOW,
        balance_hours=part.rate.balance_hours,
        due_now=Money(dues.now, currency),
        due_on_site=Money(dues.on_site, currency),
        policy=policy,
    )


def _refundable(part: Part, number: int, dues: Dues, currency: str) -> list[QuoteLine]:
    params = {"collect": part.rate.security_collect.value}
    found = []
    if dues.security:
        amount = Money(dues.security, currency)
        found.append(
            QuoteLine(line=number, kind=LineKind.DEPOSIT, code="security_deposit", amount=amount, params=params)
        )
    if part.rate.document_pledge:
        nothing = Money.zero(currency)
        found.append(QuoteLine(line=number, kind=LineKind.DEPOSIT, code="document_pledge", amount=nothing))
    return found


def merged(charges: Sequence[Charge], number: int, currency: str) -> list[QuoteLine]:
    """Charges of one kind, code and key as one line, in order of first appearance, base before rules."""
    groups: dict[tuple[LineKind, str, str], list[Charge]] = {}
    for charge in charges:
        groups.setdefault((charge.kind, charge.code, charge.key), []).append(charge)
    order = list(LineKind)
    lines = []
    for (kind, code, _), own in sorted(groups.items(), key=lambda group: order.index(group[0][0])):
        params = {name: value for name, value in own[0].params.items() if name != "day" or len(own) == 1}
        if units := sum((charge.units for charge in own), Fraction(0)):
            params["units"] = decimal(units)
        amount = Money(sum(charge.minor for charge in own), currency)
        lines.append(QuoteLine(line=number, kind=kind, code=code, amount=amount, params=params))
    return lines


def decimal(units: Fraction) -> str:
    """A number of units for people: at most two decimals, no trailing zeros."""
    return f"{round(float(units), 2):g}" if units.denominator > 1 else str(units.numerator)


def _steps(part: Part, number: int, currency: str) -> list[Step]:
    steps: list[Step] = []
    subtotal = 0

    def add(charge: Charge, **where: str) -> None:
        nonlocal subtotal
        subtotal += charge.minor
        steps.append(
            Step(
                line=number,
                code=f"{charge.kind}.{charge.code}",
                params={**charge.params, **where},
                amount=Money(charge.minor, currency),
                subtotal=Money(subtotal, currency),
            )
        )

    priced = 0
    for piece in part.pieces:
        moment, length = piece.piece.moment, decimal(piece.piece.length)
        clock = {"from": moment.clock.isoformat("minutes")} if moment.clock else {}
        for charge in piece.charges:
            add(charge, day=moment.day.isoformat(), units=length, **clock)
        priced += len(piece.charges)
    for charge in part.charges[priced:]:
        add(charge)
    return steps
