"""A quote as JSON and back, so that a signed token carries the whole promise.

The trace stays behind: it explains, it promises nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from smartbooking.catalog.domain import PaymentTiming
from smartbooking.kernel.money import Money
from smartbooking.kernel.period import Nights, Period, Span
from smartbooking.pricing.domain import policies
from smartbooking.pricing.domain.charges import LineKind
from smartbooking.pricing.domain.members import Member, MemberPromise, ranges_in, ranges_out
from smartbooking.pricing.domain.offer import Offer, OfferKind, Party
from smartbooking.pricing.domain.promos import AppliedPromo
from smartbooking.pricing.domain.quote import IncludedTax, Quote, QuotedPart, QuoteLine

Payload = dict[str, Any]  # Any: JSON
VERSION = 1


def to_payload(quote: Quote) -> Payload:
    """The quote as JSON values; amounts are minor units of its one currency."""
    promo = quote.promo
    return {
        "v": VERSION,
        "vendor": quote.vendor_id,
        "currency": quote.currency,
        "lines": [_line_out(line) for line in quote.lines],
        "refundable": [_line_out(line) for line in quote.refundable],
        "taxes": [[tax.line, tax.basis_points, tax.amount.minor] for tax in quote.included_taxes],
        "parts": [_part_out(part) for part in quote.parts],
        "promo": [promo.promo_id, promo.code, promo.discount_minor] if promo else None,
        **({"member": _member_out(quote.member)} if quote.member else {}),
        "customer": str(quote.customer_id) if quote.customer_id else None,
        "at": quote.quoted_at.isoformat(),
        "until": quote.expires_at.isoformat(),
        "sums": [
            quote.total.minor,
            quote.security_deposit.minor,
            quote.deposit_due.minor,
            quote.due_now.minor,
            quote.due_on_site.minor,
        ],
    }


def from_payload(stored: Mapping[str, Any]) -> Quote:  # Any: JSON
    """The quote `to_payload` wrote, without its trace; raises ValueError for another version."""
    if stored.get("v") != VERSION:
        raise ValueError("a quote of another version")
    currency = stored["currency"]
    vendor_id = stored["vendor"]
    total, security, deposit, now, on_site = (Money(minor, currency) for minor in stored["sums"])
    promo = stored["promo"]
    return Quote(
        vendor_id=vendor_id,
        currency=currency,
        lines=tuple(_line_in(line, currency) for line in stored["lines"]),
        refundable=tuple(_line_in(line, currency) for line in stored["refundable"]),
        included_taxes=tuple(
            IncludedTax(line=line, basis_points=points, amount=Money(minor, currency))
            for line, points, minor in stored["taxes"]
        ),
        parts=tuple(_part_in(part, vendor_id, currency) for part in stored["parts"]),
        total=total,
        security_deposit=security,
        deposit_due=deposit,
        due_now=now,
        due_on_site=on_site,
        promo=AppliedPromo(promo_id=promo[0], code=promo[1], discount_minor=promo[2]) if promo else None,
        customer_id=UUID(stored["customer"]) if stored["customer"] else None,
        quoted_at=datetime.fromisoformat(stored["at"]),
        expires_at=datetime.fromisoformat(stored["until"]),
        member=_member_in(stored["member"]) if stored.get("member") else None,
    )


def _member_out(promise: MemberPromise) -> list[Any]:
    member = promise.member
    return [str(member.membership_id), str(member.plan_id), ranges_out(member.days), ranges_out(promise.days)]


def _member_in(stored: list[Any]) -> MemberPromise:
    membership_id, plan_id, covered, promised = stored
    member = Member(membership_id=UUID(membership_id), plan_id=UUID(plan_id), days=ranges_in(covered))
    return MemberPromise(member=member, days=ranges_in(promised))


def _line_out(line: QuoteLine) -> list[Any]:
    return [line.line, line.kind.value, line.code, line.amount.minor, dict(line.params)]


def _line_in(line: list[Any], currency: str) -> QuoteLine:
    number, kind, code, minor, params = line
    return QuoteLine(line=number, kind=LineKind(kind), code=code, amount=Money(minor, currency), params=params)


def _part_out(part: QuotedPart) -> Payload:
    party = part.party
    return {
        "line": part.line,
        "offer": [part.offer.kind.value, part.offer.id],
        "span": span_out(part.span),
        "quantity": part.quantity,
        "party": [party.adults, party.children, list(party.ages)] if party else None,
        "tz": part.timezone,
        "local": [part.start_local.isoformat(), part.end_local.isoformat()],
        "extra": [part.early_minutes, part.late_minutes, part.staff_id],
        "timing": part.payment_timing.value,
        "money": [
            part.total.minor,
            part.first_unit.minor,
            part.deposit.minor,
            part.security.minor,
            part.due_now.minor,
            part.due_on_site.minor,
        ],
        "securityNow": part.security_due_now,
        "policy": policies.to_payload(part.policy),
        "balance": part.balance_hours,
        **({"visits": part.visits} if part.visits else {}),
    }


def _part_in(stored: Payload, vendor_id: int, currency: str) -> QuotedPart:
    kind, number = stored["offer"]
    party = stored["party"]
    total, first, deposit, security, now, on_site = (Money(minor, currency) for minor in stored["money"])
    start, end = (datetime.fromisoformat(text) for text in stored["local"])
    return QuotedPart(
        line=stored["line"],
        offer=Offer(vendor_id, OfferKind(kind), number),
        span=span_in(stored["span"]),
        quantity=stored["quantity"],
        party=Party(adults=party[0], children=party[1], ages=tuple(party[2])) if party else None,
        timezone=stored["tz"],
        start_local=start,
        end_local=end,
        early_minutes=stored["extra"][0],
        late_minutes=stored["extra"][1],
        staff_id=stored["extra"][2],
        payment_timing=PaymentTiming(stored["timing"]),
        total=total,
        first_unit=first,
        deposit=deposit,
        security=security,
        security_due_now=stored["securityNow"],
        due_now=now,
        due_on_site=on_site,
        policy=policies.from_payload(stored["policy"]),
        balance_hours=stored.get("balance", 0),
        visits=stored.get("visits", 0),
    )


def span_out(span: Span) -> list[str]:
    """A span as two ISO texts; dates for nights, instants for periods."""
    if isinstance(span, Nights):
        return [span.arrival.isoformat(), span.departure.isoformat()]
    return [span.start.isoformat(), span.end.isoformat()]


def span_in(texts: list[str]) -> Span:
    """The span `span_out` wrote."""
    start, end = texts
    if len(start) == len("2026-01-01"):
        return Nights(date.fromisoformat(start), date.fromisoformat(end))
    return Period(datetime.fromisoformat(start), datetime.fromisoformat(end))
