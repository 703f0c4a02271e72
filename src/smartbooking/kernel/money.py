"""Money as integer minor units of one currency.

Invariant: an amount never leaves integers inside the product; decimals exist only on the wire.
Rounding happens in one place, half to even, once per line (docs/algorithms/pricing.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final

# ISO 4217 exponents that differ from two decimals.
_WITHOUT_DECIMALS: Final = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THREE_DECIMALS: Final = "BHD IQD JOD KWD LYD OMR TND"
EXPONENTS: Final[dict[str, int]] = {
    **dict.fromkeys(_WITHOUT_DECIMALS.split(), 0),
    **dict.fromkeys(_THREE_DECIMALS.split(), 3),
}
BASIS_POINTS: Final = 10_000


def exponent(currency: str) -> int:
    """Number of decimals of the currency's minor unit (ISO 4217): KZT 2, JPY 0, KWD 3."""
    return EXPONENTS.get(currency, 2)


def round_half_even(numerator: int, denominator: int) -> int:
    """The one rounding rule: numerator/denominator to the nearest integer, ties to the even one."""
    if denominator <= 0:
        raise ValueError("denominator must be positive")
    quotient, remainder = divmod(numerator, denominator)
    twice = 2 * remainder
    if twice > denominator or (twice == denominator and quotient % 2 == 1):
        return quotient + 1
    return quotient


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """`minor` units (tiyn, cents) of `currency` (ISO 4217, upper case)."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if isinstance(self.minor, bool) or not isinstance(self.minor, int):
            raise TypeError("money is counted in whole minor units")
        if not (len(self.currency) == 3 and self.currency.isascii() and self.currency.isupper()):
            raise ValueError(f"not an ISO 4217 code: {self.currency!r}")

    @classmethod
    def zero(cls, currency: str) -> Money:
        return cls(0, currency)

    @classmethod
    def of(cls, major: Decimal | int | str, currency: str) -> Money:
        """From major units; raises ValueError when the amount is finer than the currency's minor unit."""
        scaled = Decimal(major).scaleb(exponent(currency))
        if not scaled.is_finite() or scaled != scaled.to_integral_value():
            raise ValueError(f"{major} is not a whole number of minor units of {currency}")
        return cls(int(scaled), currency)

    @classmethod
    def nearest(cls, major: Decimal, currency: str) -> Money:
        """From major units of any precision, rounded half to even (imports of foreign amounts)."""
        return cls(int(major.scaleb(exponent(currency)).to_integral_value(ROUND_HALF_EVEN)), currency)

    @property
    def major(self) -> Decimal:
        """The amount in major units with exactly the currency's decimals."""
        return Decimal(self.minor).scaleb(-exponent(self.currency))

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same(other).minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same(other).minor, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __mul__(self, count: int) -> Money:
        return Money(self.minor * count, self.currency)

    def basis_points(self, points: int) -> Money:
        """`points`/10000 of the amount, rounded half to even."""
        return Money(round_half_even(self.minor * points, BASIS_POINTS), self.currency)

    def ratio(self, numerator: int, denominator: int) -> Money:
        """The amount times numerator/denominator, rounded half to even."""
        return Money(round_half_even(self.minor * numerator, denominator), self.currency)

    def split(self, shares: int) -> tuple[Money, ...]:
        """Equal shares that add up exactly; what does not divide goes to the last one (MARKET M20)."""
        if shares < 1:
            raise ValueError("at least one share")
        each = self.minor // shares
        last = self.minor - each * (shares - 1)
        return (*(Money(each, self.currency) for _ in range(shares - 1)), Money(last, self.currency))

    def _same(self, other: Money) -> Money:
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not add up")
        return other


def total(amounts: list[Money] | tuple[Money, ...], currency: str) -> Money:
    """Sum of amounts of one currency; zero for none."""
    result = Money.zero(currency)
    for amount in amounts:
        result = result + amount
    return result
