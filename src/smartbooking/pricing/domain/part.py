"""One part of a basket on its way to a price: pieces with their rules, then fees and tax."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Final

from smartbooking.catalog.domain import PaymentTiming
from smartbooking.kernel.money import BASIS_POINTS, round_half_even
from smartbooking.kernel.period import Nights
from smartbooking.pricing.domain import charges as ch
from smartbooking.pricing.domain.book import Collect, Fee, FeeBasis, PriceBook, PriceRule, Rate, Unit
from smartbooking.pricing.domain.charges import Charge, LineKind
from smartbooking.pricing.domain.lawbook import governing_day, tax_rate, to_step
from smartbooking.pricing.domain.matching import clocks_of, facts_of
from smartbooking.pricing.domain.offer import PriceRequest
from smartbooking.pricing.domain.pieces import Piece, cut, first_day, first_units
from smartbooking.pricing.domain.refusals import NotPriced, PriceNotPossible

MAX_DAYS: Final = 732
DAY_MINUTES: Final = 1440


@dataclass(frozen=True, slots=True)
class PricedPiece:
    """A piece with the rules that matched it and the charges they made."""

    piece: Piece
    rules: tuple[PriceRule, ...]
    charges: tuple[Charge, ...]


@dataclass(slots=True)
class Part:
    """Grows charge by charge in `charges`; `basis_points` and `included_tax` (minor) are set by `add_tax`.

    `discounted` is what a promo code leaves of the price.
    """

    request: PriceRequest
    rate: Rate
    weight: Fraction
    pieces: tuple[PricedPiece, ...]
    charges: list[Charge]
    on_site_fees: int = 0
    basis_points: int = 0
    included_tax: int = 0
    discounted: Fraction = Fraction(1)

    @property
    def minor(self) -> int:
        return sum(charge.minor for charge in self.charges)

    @property
    def first_unit(self) -> int:
        """Price of the first night, visit or 60 elapsed minutes, before fees, discount and tax."""
        return self._prefix(first_units(self._cut, Fraction(1)))

    @property
    def fee_unit(self) -> int:
        """What a fee of the first unit is: nobody pays for a night more than it cost her."""
        return min(int(self.first_unit * self.discounted), self.minor)

    @property
    def first_day(self) -> int:
        """Price of what begins on the first local day."""
        return self._prefix(first_day(self._cut)) if self.pieces else 0

    @property
    def _cut(self) -> tuple[Piece, ...]:
        return tuple(priced.piece for priced in self.pieces)

    def _prefix(self, pieces: tuple[Piece, ...]) -> int:
        made: list[Charge] = []
        for piece, priced in zip(pieces, self.pieces, strict=False):
            made += _piece_charges(piece, priced.rules, self.request, self.rate, self.weight)
        return sum(charge.minor for charge in made)


def rate_for(request: PriceRequest, book: PriceBook) -> Rate:
    """The rate of the request's offer; a free offer without one costs nothing. Raises NotPriced, PriceNotPossible."""
    rate = book.rates.get(request.offer)
    if rate is None:
        if request.payment_timing is not PaymentTiming.FREE:
            raise NotPriced("The business has not set a price for this yet. Ask it, or choose something else.")
        unit = Unit.NIGHT if isinstance(request.span, Nights) else Unit.SLOT
        return Rate(offer=request.offer, currency=request.currency, unit=unit, amount_minor=0)
    if rate.currency != request.currency:
        raise PriceNotPossible(
            f"The price is set in {rate.currency}, the venue sells in {request.currency}.", reason="currency-mismatch"
        )
    return rate


def price_part(request: PriceRequest, book: PriceBook, *, now: datetime, holidays: frozenset[date]) -> Part:
    """Base price, guests, rules, day cap and extra hours of one request."""
    if request.nights > MAX_DAYS or request.minutes > MAX_DAYS * DAY_MINUTES:
        raise PriceNotPossible(f"At most {MAX_DAYS} days can be booked at once.", reason="too-long")
    rate, rules = rate_for(request, book), book.rules_of(request.offer)
    facts = facts_of(request, now=now, holidays=holidays)
    weight = ch.weight_of(request, rate)
    priced = []
    for piece in cut(request, rate, clocks_of(rules)):
        matched = ch.matching_rules(rules, piece.moment, facts)
        made = _piece_charges(piece, matched, request, rate, weight)
        priced.append(PricedPiece(piece, matched, tuple(made)))
    charges = [charge for piece in priced for charge in piece.charges]
    charges += ch.cap_charges([(p.piece, list(p.charges)) for p in priced], rate, weight)
    charges += ch.extra_hour_charges(request, rate)
    return Part(request=request, rate=rate, weight=weight, pieces=tuple(priced), charges=charges)


def _piece_charges(
    piece: Piece, rules: tuple[PriceRule, ...], request: PriceRequest, rate: Rate, weight: Fraction
) -> list[Charge]:
    made = ch.piece_charges(piece, rules, weight, rate.currency)
    return made + ch.guest_charges(request, rate, piece.length)


def add_fees(part: Part, fees: tuple[Fee, ...]) -> int:
    """Adds the fees to the part; returns the taxable ones in minor units. Percent fees are of the price so far."""
    price, taxable = part.minor, 0
    for fee in fees:
        if fee.basis is not FeeBasis.PERCENT and fee.currency != part.rate.currency:
            raise PriceNotPossible("A fee of this business is in another currency.", reason="currency-mismatch")
        minor = to_step(_fee_times(fee, part.request, price), part.rate.currency)
        if minor == 0:
            continue
        texts = {f"name.{locale}": text for locale, text in fee.name.texts.items()}
        params: dict[str, str | int] = {"feeId": fee.id, "basis": fee.basis.value, "value": fee.value, **texts}
        if fee.collect is Collect.ON_SITE:
            params["collect"] = fee.collect.value
            part.on_site_fees += minor
        taxable += minor if fee.taxable else 0
        code = fee.kind.value
        part.charges.append(Charge(kind=LineKind.FEE, code=code, key=str(fee.id), minor=minor, params=params))
    return taxable


def _fee_times(fee: Fee, request: PriceRequest, price: int) -> Fraction:
    if fee.basis is FeeBasis.PERCENT:
        return Fraction(max(price, 0) * fee.value, BASIS_POINTS)
    party = request.party
    people = request.quantity if party is None else party.adults if fee.adults_only else party.guests
    times = {
        FeeBasis.BOOKING: 1,
        FeeBasis.QUANTITY: request.quantity,
        FeeBasis.NIGHT: request.nights * request.quantity,
        FeeBasis.PERSON: people,
        FeeBasis.PERSON_NIGHT: people * request.nights,
    }
    return Fraction(fee.value * times[fee.basis])


def add_tax(part: Part, book: PriceBook, *, price: int, taxable_fees: int, now: datetime) -> None:
    """Adds tax on the discounted `price` and the taxable fees, or notes what an inclusive price contains."""
    setting = book.tax_setting(part.request.vendor_id)
    day = _tax_day(part.request, now)
    points = tax_points(part.request, book, part.rate, now=now)
    taxed = price + taxable_fees
    if points == 0 or taxed <= 0:
        return
    part.basis_points = points
    if setting.inclusive:
        part.included_tax = round_half_even(taxed * points, BASIS_POINTS + points)
        return
    minor = to_step(Fraction(taxed * points, BASIS_POINTS), part.rate.currency)
    params: dict[str, str | int] = {"basisPoints": points, "taxed": taxed, "day": day.isoformat()}
    part.charges.append(Charge(kind=LineKind.TAX, code="vat", minor=minor, params=params))


def tax_points(request: PriceRequest, book: PriceBook, rate: Rate, *, now: datetime) -> int:
    """Basis points of tax on a request booked at `now`."""
    regime = book.tax_setting(request.vendor_id).regime
    return tax_rate(request.country, regime, rate.tax_category, _tax_day(request, now))


def _tax_day(request: PriceRequest, now: datetime) -> date:
    return governing_day(
        request.country, booked=request.local_day(now), starts=request.start_local.date(), ends=request.end_local.date()
    )
