"""When the money of a part is due: deposits, security deposits and pledges, balance on arrival."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from smartbooking.catalog.domain import PaymentTiming
from smartbooking.kernel.money import BASIS_POINTS
from smartbooking.pricing.domain.book import Collect, DepositKind, Rate, Unit
from smartbooking.pricing.domain.lawbook import to_step
from smartbooking.pricing.domain.refusals import PriceNotPossible

_FITS: Final = {
    DepositKind.FIRST_NIGHT: (Unit.NIGHT,),
    DepositKind.FIRST_HOUR: (Unit.HOUR,),
    DepositKind.FIRST_DAY: (Unit.NIGHT, Unit.HOUR),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Dues:
    """Minor units. `deposit` is the part of `now` that is a deposit; both `now` and `on_site` include `security`."""

    deposit: int
    security: int
    now: int
    on_site: int


def deposit_fits(kind: DepositKind, unit: Unit) -> bool:
    """A first night needs nights, a first hour needs hours."""
    return kind not in _FITS or unit in _FITS[kind]


def dues_of(
    rate: Rate, timing: PaymentTiming, *, total: int, on_site_fees: int, first_unit: int, first_day: int, quantity: int
) -> Dues:
    """Splits the total of a part. Fees collected at the venue are never asked now. Raises PriceNotPossible."""
    if timing is PaymentTiming.FREE and total > 0:
        raise PriceNotPossible("This offer is free of charge but has a price set.", reason="free-but-priced")
    if not deposit_fits(rate.deposit, rate.unit):
        raise PriceNotPossible(
            f"A deposit of the {rate.deposit.value.replace('_', ' ')} does not go with a price per {rate.unit}.",
            reason="deposit-does-not-fit",
        )
    payable = total - on_site_fees
    deposit = 0
    if timing is PaymentTiming.DEPOSIT:
        deposit = min(_deposit(rate, payable, first_unit, first_day), payable)
    security = to_step(Fraction(rate.security_minor * quantity), rate.currency)
    now = payable if timing is PaymentTiming.PREPAY else deposit
    if rate.security_collect is Collect.NOW:
        now += security
    return Dues(deposit=deposit, security=security, now=now, on_site=total + security - now)


def _deposit(rate: Rate, payable: int, first_unit: int, first_day: int) -> int:
    percent = to_step(Fraction(payable * rate.deposit_value, BASIS_POINTS), rate.currency)
    return {
        DepositKind.NONE: 0,
        DepositKind.PERCENT: percent,
        DepositKind.FIXED: rate.deposit_value,
        DepositKind.FIRST_HOUR: first_unit,
        DepositKind.FIRST_NIGHT: first_unit,
        DepositKind.FIRST_DAY: first_day,
        DepositKind.FULL: payable,
    }[rate.deposit]
