"""Cancellation policies: what a cancellation costs, frozen at booking and bounded by law.

A policy is a list of windows before the start, in venue wall time, each with a fee. `freeze` adds the legal floors
in force on the day of booking, so neither a change of the policy nor of the data changes an agreement.
Invariant: 0 <= refund <= paid, and cancelling earlier never costs more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Any, Final

from smartbooking.kernel.money import BASIS_POINTS, Money, total
from smartbooking.pricing.domain.lawbook import lawbook, to_step
from smartbooking.pricing.domain.promos import allocate

DAY_MINUTES: Final = 1440
STAY: Final = "stay"
ANY: Final = "any"
MAX_WINDOWS: Final = 8


class FeeRule(StrEnum):
    """What a cancellation costs: nothing, a part of the price, a sum, the first night (hour, visit), or all."""

    NONE = "none"
    PERCENT = "percent"
    FIXED = "fixed"
    FIRST_UNIT = "first_unit"
    FULL = "full"


class FloorKind(StrEnum):
    """Legal limits on fees (see law/refund_floors.toml)."""

    ACTUAL_COSTS = "actual_costs"
    FULL_BEFORE_ARRIVAL_DAY = "full_before_arrival_day"
    FIRST_UNIT = "first_unit"


@dataclass(frozen=True, slots=True)
class CancelFee:
    """`value` is basis points for percent, minor units for fixed, unused otherwise."""

    rule: FeeRule
    value: int = 0


@dataclass(frozen=True, slots=True)
class Window:
    """Cancelling at least `before_minutes` of wall time before the start costs `fee`."""

    before_minutes: int
    fee: CancelFee


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """A policy as the vendor chose it. Windows from early to late; `late` applies after the last one, `no_show`
    from the start on. `costs` are what the vendor declares a cancellation really costs it."""

    code: str
    windows: tuple[Window, ...] = ()
    late: CancelFee
    no_show: CancelFee
    costs: CancelFee | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenPolicy:
    """The terms of one agreement with the legal floors of its country and day."""

    terms: Terms
    floors: tuple[FloorKind, ...]
    country: str
    on: date
    kept_hours: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundableLine:
    """One line of a booking: its price, the price of its first unit, and a security deposit paid for it."""

    line: int
    total: Money
    first_unit: Money
    security: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRefund:
    """What of one line is kept and what goes back; `security` is part of the refund."""

    line: int
    paid: Money
    fee: Money
    refund: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundPreview:
    """`fee` is kept of what was paid; `unpaid_fee` is what the policy would cost beyond that."""

    lines: tuple[LineRefund, ...]
    fee: Money
    refund: Money
    unpaid_fee: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """Cancelling before this venue wall time costs `fee` of the full price; None is "later than all others"."""

    until_local: datetime | None
    fee: Money
    refund: Money


_FREE: Final = CancelFee(FeeRule.NONE)
_ALL: Final = CancelFee(FeeRule.FULL)
_FIRST: Final = CancelFee(FeeRule.FIRST_UNIT)
_HALF: Final = CancelFee(FeeRule.PERCENT, 5_000)
PRESETS: Final[Mapping[str, Terms]] = {
    "flexible": Terms(code="flexible", windows=(Window(DAY_MINUTES, _FREE),), late=_FIRST, no_show=_FIRST),
    "moderate": Terms(
        code="moderate",
        windows=(Window(5 * DAY_MINUTES, _FREE), Window(DAY_MINUTES, _HALF)),
        late=_ALL,
        no_show=_ALL,
    ),
    "strict": Terms(
        code="strict",
        windows=(Window(14 * DAY_MINUTES, _FREE), Window(7 * DAY_MINUTES, _HALF)),
        late=_ALL,
        no_show=_ALL,
    ),
}


class UnreadablePolicy(ValueError):
    """A custom policy that is not in the documented form."""


def read_terms(policy: str | Mapping[str, Any]) -> Terms:  # Any: JSON
    """The terms of a preset's name or of a custom policy; raises UnreadablePolicy.

    A custom policy is `{"windows": [{"hoursBefore": 48, "fee": {"kind": "percent", "value": 5000}}], "late": fee,
    "noShow": fee, "costs": fee}`, or `{"preset": "strict", "costs": fee}`.
    """
    if isinstance(policy, str):
        if policy not in PRESETS:
            raise UnreadablePolicy(f"there is no policy {policy!r}")
        return PRESETS[policy]
    if unknown := set(policy) - {"preset", "windows", "late", "noShow", "costs", "code"}:
        raise UnreadablePolicy(f"unknown members: {', '.join(sorted(unknown))}")
    base = read_terms(str(policy["preset"])) if "preset" in policy else None
    windows = _read_windows(policy["windows"]) if "windows" in policy else base.windows if base else ()
    return Terms(
        code="custom" if base is None or "windows" in policy else base.code,
        windows=windows,
        late=_read_fee(policy["late"]) if "late" in policy else base.late if base else _FREE,
        no_show=_read_fee(policy["noShow"]) if "noShow" in policy else base.no_show if base else _FREE,
        costs=_read_fee(policy["costs"]) if policy.get("costs") is not None else None,
    )


def _read_windows(windows: Any) -> tuple[Window, ...]:  # Any: JSON
    if not isinstance(windows, Sequence) or isinstance(windows, str) or len(windows) > MAX_WINDOWS:
        raise UnreadablePolicy(f"windows are a list of at most {MAX_WINDOWS}")
    read = []
    for window in windows:
        hours = window.get("hoursBefore") if isinstance(window, Mapping) else None
        if not isinstance(hours, int) or isinstance(hours, bool) or not 0 <= hours <= 8_760:
            raise UnreadablePolicy("hoursBefore is a whole number of hours, at most a year")
        read.append(Window(hours * 60, _read_fee(window.get("fee"))))
    return tuple(sorted(read, key=lambda w: -w.before_minutes))


def _read_fee(fee: Any) -> CancelFee:  # Any: JSON
    kind = fee.get("kind") if isinstance(fee, Mapping) else None
    value = fee.get("value", 0) if isinstance(fee, Mapping) else 0
    if kind not in set(FeeRule) or not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise UnreadablePolicy("a fee has a kind (none, percent, fixed, first_unit, full) and a whole value")
    if kind == FeeRule.PERCENT and value > BASIS_POINTS:
        raise UnreadablePolicy("a percentage is at most 10000 basis points")
    return CancelFee(FeeRule(kind), value)


def freeze(policy: str | Mapping[str, Any] | Terms, country: str, on: date, scope: str = ANY) -> FrozenPolicy:
    """The policy with the floors of the country on that day; `scope` is `stay` for nights (Any: JSON).

    Rules made for stays replace the general ones. Raises UnreadablePolicy.
    """
    terms = policy if isinstance(policy, Terms) else read_terms(policy)
    valid = [floor for floor in lawbook().floors if floor.country == country and floor.in_force(on)]
    special = [floor for floor in valid if floor.scope == scope == STAY]
    chosen = special or [floor for floor in valid if floor.scope == ANY]
    return FrozenPolicy(
        terms=terms,
        floors=tuple(FloorKind(floor.kind) for floor in chosen),
        country=country,
        on=on,
        kept_hours=max((floor.kept_hours for floor in chosen), default=0),
    )


def agreed_charge(terms: Terms, line: RefundableLine, start_local: datetime, now_local: datetime) -> int:
    """What the vendor's own terms ask at a venue wall time, in minor units.

    Windows are read so that waiting never pays: the fee of a window is at most that of every later one.
    """
    if now_local >= start_local:
        return _charge(terms.no_show, line)
    left = start_local - now_local
    ahead = [w.fee for w in terms.windows if left >= timedelta(minutes=w.before_minutes)]
    return min(_charge(fee, line) for fee in (*ahead, terms.late, terms.no_show))


def _charge(fee: CancelFee, line: RefundableLine) -> int:
    amounts = {
        FeeRule.NONE: 0,
        FeeRule.FULL: line.total.minor,
        FeeRule.FIXED: fee.value,
        FeeRule.FIRST_UNIT: line.first_unit.minor,
        FeeRule.PERCENT: to_step(Fraction(line.total.minor * fee.value, BASIS_POINTS), line.total.currency),
    }
    return min(amounts[fee.rule], line.total.minor)


def fee_of(frozen: FrozenPolicy, line: RefundableLine, start_local: datetime, now_local: datetime) -> Money:
    """What cancelling one line costs by agreement and law. Both times are venue wall times without a zone."""
    if start_local.tzinfo or now_local.tzinfo:
        raise ValueError("policies count in venue wall time")
    earlier = now_local < start_local
    fee = agreed_charge(frozen.terms, line, start_local, now_local)
    for floor in frozen.floors:
        if floor is FloorKind.FULL_BEFORE_ARRIVAL_DAY and now_local.date() < start_local.date():
            fee = 0
        elif floor is FloorKind.FIRST_UNIT:
            fee = min(fee, line.first_unit.minor)
        elif floor is FloorKind.ACTUAL_COSTS and earlier:
            fee = min(fee, _charge(frozen.terms.costs or _FREE, line))
    return Money(fee, line.total.currency)


def refund(
    frozen: FrozenPolicy, lines: Sequence[RefundableLine], paid: Money, start_local: datetime, now_local: datetime
) -> RefundPreview:
    """What cancelling these lines now returns of `paid` (security deposits included in it go back in full)."""
    return refund_all([(frozen, line, start_local) for line in lines], paid, now_local)


def refund_all(
    lines: Sequence[tuple[FrozenPolicy, RefundableLine, datetime]], paid: Money, now_local: datetime
) -> RefundPreview:
    """Like `refund` for lines with their own policies and starts; `paid` is shared by price."""
    currency = paid.currency
    secured = [line.security.minor if line.security else 0 for _, line, _ in lines]
    securities = allocate(min(sum(secured), paid.minor), secured)
    shares = allocate(paid.minor - sum(securities), [line.total.minor for _, line, _ in lines])
    unshared = paid.minor - sum(securities) - sum(shares)  # money paid for lines that cost nothing
    parts, owed = [], Money.zero(currency)
    for (frozen, line, start), share, security in zip(lines, shares, securities, strict=True):
        fee = fee_of(frozen, line, start, now_local)
        kept = Money(min(fee.minor, share), currency)
        owed = owed + fee
        back = Money(share + security, currency) - kept
        parts.append(LineRefund(line=line.line, paid=Money(share + security, currency), fee=kept, refund=back))
    kept = total([part.fee for part in parts], currency)
    back = total([part.refund for part in parts], currency) + Money(unshared, currency)
    return RefundPreview(lines=tuple(parts), fee=kept, refund=back, unpaid_fee=owed - kept)


def deadlines(frozen: FrozenPolicy, lines: Sequence[RefundableLine], start_local: datetime) -> tuple[Deadline, ...]:
    """What cancelling costs until when, from early to late; neighbours with the same fee are one entry."""
    whole = total([line.total for line in lines], lines[0].total.currency)
    edges = {start_local - timedelta(minutes=window.before_minutes) for window in frozen.terms.windows}
    edges |= {start_local}
    if FloorKind.FULL_BEFORE_ARRIVAL_DAY in frozen.floors:
        edges.add(datetime.combine(start_local.date(), time.min) - timedelta(minutes=1))
    found: list[Deadline] = []
    moments = [*((edge, edge if edge < start_local else edge - timedelta(minutes=1)) for edge in sorted(edges))]
    for until, moment in [*moments, (None, start_local)]:
        fees = [fee_of(frozen, line, start_local, moment) for line in lines]
        fee = total(fees, whole.currency)
        if found and found[-1].fee == fee:
            found.pop()
        found.append(Deadline(until_local=until, fee=fee, refund=whole - fee))
    return tuple(found)


def unlawful_clauses(
    policy: str | Mapping[str, Any], country: str, on: date, scope: str = ANY
) -> tuple[FloorKind, ...]:
    """Floors that cut the vendor's own terms, to be shown beside them (Any: JSON). Raises UnreadablePolicy."""
    frozen = freeze(policy, country, on, scope)
    start = datetime.combine(on + timedelta(days=400), time(14))
    line = RefundableLine(line=1, total=Money(3_000_000, "KZT"), first_unit=Money(1_000_000, "KZT"))
    moments = [start - timedelta(minutes=w.before_minutes) for w in frozen.terms.windows]
    moments += [start - timedelta(minutes=1), start, datetime.combine(start.date(), time.min) - timedelta(minutes=1)]
    broken = []
    for floor in frozen.floors:
        alone = FrozenPolicy(terms=frozen.terms, floors=(floor,), country=country, on=on)
        asked = [agreed_charge(frozen.terms, line, start, moment) for moment in moments]
        lawful = [fee_of(alone, line, start, moment).minor for moment in moments]
        if asked != lawful:
            broken.append(floor)
    return tuple(broken)


def to_payload(frozen: FrozenPolicy) -> dict[str, Any]:  # Any: JSON
    """A frozen policy as JSON, for tokens and booking rows."""
    terms = frozen.terms
    return {
        "code": terms.code,
        "windows": [[window.before_minutes, *_pair(window.fee)] for window in terms.windows],
        "late": _pair(terms.late),
        "noShow": _pair(terms.no_show),
        "costs": _pair(terms.costs) if terms.costs else None,
        "floors": [floor.value for floor in frozen.floors],
        "country": frozen.country,
        "on": frozen.on.isoformat(),
        "keptHours": frozen.kept_hours,
    }


def from_payload(stored: Mapping[str, Any]) -> FrozenPolicy:  # Any: JSON
    """The frozen policy `to_payload` wrote."""
    terms = Terms(
        code=stored["code"],
        windows=tuple(Window(before, CancelFee(FeeRule(rule), value)) for before, rule, value in stored["windows"]),
        late=_unpair(stored["late"]),
        no_show=_unpair(stored["noShow"]),
        costs=_unpair(stored["costs"]) if stored["costs"] else None,
    )
    return FrozenPolicy(
        terms=terms,
        floors=tuple(FloorKind(floor) for floor in stored["floors"]),
        country=stored["country"],
        on=date.fromisoformat(stored["on"]),
        kept_hours=stored["keptHours"],
    )


def _pair(fee: CancelFee) -> tuple[str, int]:
    return fee.rule.value, fee.value


def _unpair(pair: Sequence[Any]) -> CancelFee:
    return CancelFee(FeeRule(pair[0]), pair[1])
