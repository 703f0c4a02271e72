"""Quotes: priced promises, signed and opened again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from smartbooking.infra.crypto import BadToken, Signer
from smartbooking.infra.db import ReadTx
from smartbooking.kernel.money import Money
from smartbooking.pricing.domain import Member, PriceBook, PriceRequest, PriceRule, Quote
from smartbooking.pricing.domain import quote as quote_of
from smartbooking.pricing.domain.explaining import SkippedRule, skipped_rules
from smartbooking.pricing.domain.promos import AppliedPromo, as_agreed, refuse
from smartbooking.pricing.domain.refusals import PromoRefused
from smartbooking.pricing.domain.tokens import from_payload, to_payload
from smartbooking.pricing.errors import QuoteExpired, QuoteInvalid
from smartbooking.pricing.service.books import book_of
from smartbooking.pricing.service.days_off import holidays_for
from smartbooking.pricing.service.members import cheapest

PURPOSE: Final = "pricing.quote.1"
# The signature outlives the promise, so that an old quote is told apart from a forged one.
SIGNED_FOR: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulation:
    """A quote with the rules that did not take part in it."""

    quote: Quote
    skipped: tuple[SkippedRule, ...]


def customer_key_of(customer_id: UUID | None) -> str:
    """How a signed-in customer is counted for limits; guests are counted when they redeem, by their contact."""
    return f"user:{customer_id}" if customer_id else ""


async def quote(
    read: ReadTx,
    *,
    lines: Sequence[PriceRequest],
    promo_code: str | None = None,
    customer_id: UUID | None = None,
    customer_key: str | None = None,
    members: Sequence[Member] = (),
    now: datetime,
) -> Quote:
    """Price a basket of one vendor in one round trip, for one of `members` where that is cheaper.

    Raises NotPriced, PriceNotPossible, PromoRefused.
    """
    book, holidays = await _book(read, lines, promo_code, customer_key or customer_key_of(customer_id), now)
    return cheapest(
        lines, members, lambda each: quote_of(each, book, now=now, customer_id=customer_id, holidays=holidays)
    )


async def saving_of(
    read: ReadTx, *, made: Quote, lines: Sequence[PriceRequest], promo_code: str | None, now: datetime
) -> Money | None:
    """What a quote's membership takes off the price of everybody else; None when that price can not be made."""
    if made.member is None:
        return Money.zero(made.currency)
    try:
        plain = await quote(read, lines=lines, promo_code=promo_code, customer_id=made.customer_id, now=now)
    except PromoRefused:
        return None
    return plain.total - made.total


async def requote(
    read: ReadTx,
    *,
    lines: Sequence[PriceRequest],
    kept: AppliedPromo | None,
    member: Member | None = None,
    customer_id: UUID | None = None,
    now: datetime,
) -> Quote:
    """The price of another time for a booking that exists: the promo code it has stays its own.

    That its window is over or that it is used up by now does not matter; a code that does not go with the new lines,
    or whose budget is spent, is left out. Its membership counts on the days it covers then (`member`).
    Raises NotPriced, PriceNotPossible.
    """
    members = (member,) if member else ()
    if kept is None:
        return await quote(read, lines=lines, members=members, customer_id=customer_id, now=now)
    book, holidays = await _book(read, lines, kept.code, "", now)
    if book.promo is not None:
        book = replace(book, promo=as_agreed(book.promo, kept))
    try:
        return cheapest(
            lines, members, lambda each: quote_of(each, book, now=now, customer_id=customer_id, holidays=holidays)
        )
    except PromoRefused:
        plain = replace(book, promo=None)
        return cheapest(
            lines, members, lambda each: quote_of(each, plain, now=now, customer_id=customer_id, holidays=holidays)
        )


async def simulate(
    read: ReadTx,
    *,
    lines: Sequence[PriceRequest],
    promo_code: str | None = None,
    draft: PriceRule | None = None,
    member: Member | None = None,
    now: datetime,
) -> Simulation:
    """Price a basket as if booked at `now` and say why; a `draft` rule joins or replaces the one of its id.

    With `member` as that member would pay.
    """
    lines = [replace(line, member=member) for line in lines]
    book, holidays = await _book(read, lines, promo_code, "", now)
    if draft is not None:
        book = replace(book, rules=(*(rule for rule in book.rules if rule.id != draft.id), draft))
    made = quote_of(lines, book, now=now, holidays=holidays)
    return Simulation(quote=made, skipped=skipped_rules(list(lines), book, now=now, holidays=holidays))


async def _book(
    read: ReadTx, lines: Sequence[PriceRequest], promo_code: str | None, customer_key: str, now: datetime
) -> tuple[PriceBook, frozenset[date]]:
    code = promo_code.strip() if promo_code else None
    book = await book_of(read, [line.offer for line in lines], promo_code=code, customer_key=customer_key)
    if code and book.promo is None:
        raise refuse("unknown")
    return book, holidays_for(lines, book.rules, now=now)


def sign_quote(signer: Signer, quote: Quote) -> str:
    """The quote as a token the customer may carry; `open_quote` gives back all of it but the trace."""
    return signer.sign(PURPOSE, to_payload(quote), expires_at=quote.expires_at + SIGNED_FOR)


def open_quote(signer: Signer, token: str, *, now: datetime) -> Quote:
    """The promise in a token. Raises QuoteInvalid when it is not ours, QuoteExpired when its time is over."""
    try:
        found = from_payload(signer.open(PURPOSE, token, now=now))
    except (BadToken, ValueError, KeyError, TypeError) as error:
        raise QuoteInvalid("This price offer was not made here. Please ask for a new one.") from error
    if now >= found.expires_at:
        raise QuoteExpired("This price offer has run out. Please ask for a new one.")
    return found
