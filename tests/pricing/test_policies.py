"""Cancellation policies: worked cases, legal floors, and what must hold for all of them."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartbooking.kernel.money import Money, total
from smartbooking.pricing.domain import (
    RefundableLine,
    UnreadablePolicy,
    deadlines,
    freeze,
    policy_summary,
    read_terms,
    refund,
)
from smartbooking.pricing.domain.policies import (
    CancelFee,
    FeeRule,
    FloorKind,
    Terms,
    Window,
    from_payload,
    refund_all,
    to_payload,
    unlawful_clauses,
)

PAGE = Path(__file__).parents[2] / "docs" / "algorithms" / "policies.md"
START = datetime.fromisoformat("2026-12-10T14:00")
BOOKED = date(2026, 11, 21)
CURRENCIES = {"KZ": "KZT", "RU": "RUB"}


def _cases() -> list[dict[str, str]]:
    lines = PAGE.read_text(encoding="utf-8").partition("## Worked cases")[2].splitlines()
    table = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return [dict(zip(table[0], row, strict=True)) for row in table[2:]]


CASES = _cases()


def _costs(text: str) -> dict[str, object]:
    if not text:
        return {}
    kind, value = text.split()
    return {"costs": {"kind": kind, "value": int(value) * 100}}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_worked_cancellation(case: dict[str, str]) -> None:
    currency = CURRENCIES.get(case["country"], "EUR")
    frozen = freeze({"preset": case["policy"], **_costs(case["costs"])}, case["country"], BOOKED, case["scope"])
    line = RefundableLine(line=1, total=Money.of(90000, currency), first_unit=Money.of(30000, currency))

    preview = refund(frozen, [line], Money.of(case["paid"], currency), START, datetime.fromisoformat(case["cancelled"]))

    assert preview.fee == Money.of(case["fee"], currency)
    assert preview.refund == Money.of(case["refund"], currency)


def test_there_are_enough_worked_cases() -> None:
    assert len(CASES) >= 20


def test_a_floor_that_was_not_in_force_on_the_day_of_booking_does_not_apply() -> None:
    before, after = freeze("strict", "RU", date(2026, 2, 28), "stay"), freeze("strict", "RU", date(2026, 3, 1), "stay")

    assert before.floors == (FloorKind.ACTUAL_COSTS,)
    assert after.floors == (FloorKind.FULL_BEFORE_ARRIVAL_DAY, FloorKind.FIRST_UNIT)
    assert after.kept_hours == 24


def test_deadlines_say_what_cancelling_costs_until_when() -> None:
    line = RefundableLine(line=1, total=Money.of(90000, "EUR"), first_unit=Money.of(30000, "EUR"))

    found = deadlines(freeze("moderate", "DE", BOOKED), [line], START)

    assert [(d.until_local, d.fee.major) for d in found] == [
        (START - timedelta(days=5), 0),
        (START - timedelta(days=1), 45000),
        (None, 90000),
    ]


def test_the_vendor_is_told_which_clause_the_law_cuts() -> None:
    assert unlawful_clauses("strict", "KZ", BOOKED) == (FloorKind.ACTUAL_COSTS,)
    assert unlawful_clauses("strict", "DE", BOOKED) == ()
    free = {"windows": [], "late": {"kind": "none"}, "noShow": {"kind": "none"}}
    assert unlawful_clauses(free, "KZ", BOOKED) == ()


def test_a_security_deposit_goes_back_in_full() -> None:
    line = RefundableLine(
        line=1, total=Money.of(90000, "EUR"), first_unit=Money.of(30000, "EUR"), security=Money.of(25000, "EUR")
    )

    preview = refund(freeze("strict", "DE", BOOKED), [line], Money.of(115000, "EUR"), START, START)

    assert (preview.fee, preview.refund) == (Money.of(90000, "EUR"), Money.of(25000, "EUR"))


def test_lines_with_their_own_policies_answer_for_themselves() -> None:
    cheap = RefundableLine(line=1, total=Money.of(100, "EUR"), first_unit=Money.of(50, "EUR"))
    dear = RefundableLine(line=2, total=Money.of(300, "EUR"), first_unit=Money.of(300, "EUR"))
    soon = START + timedelta(hours=2)

    preview = refund_all(
        [(freeze("flexible", "DE", BOOKED), cheap, START), (freeze("strict", "DE", BOOKED), dear, soon)],
        Money.of(200, "EUR"),
        START - timedelta(hours=1),
    )

    assert [(part.line, part.paid.major, part.fee.major, part.refund.major) for part in preview.lines] == [
        (1, 50, 50, 0),
        (2, 150, 150, 0),
    ]
    assert preview.unpaid_fee == Money.of(150, "EUR")


@pytest.mark.parametrize(
    "policy",
    [
        "generous",
        {"windows": "all"},
        {"windows": [{"hoursBefore": -1, "fee": {"kind": "none"}}]},
        {"windows": [{"hoursBefore": 24}]},
        {"late": {"kind": "percent", "value": 10001}},
        {"late": {"kind": "half"}},
        {"late": {"kind": "fixed", "value": 1.5}},
        {"later": {"kind": "none"}},
        {"windows": [{"hoursBefore": n, "fee": {"kind": "none"}} for n in range(9)]},
    ],
)
def test_an_unreadable_policy_is_refused(policy: object) -> None:
    with pytest.raises(UnreadablePolicy):
        read_terms(policy)  # type: ignore[arg-type]  # wrong on purpose


def test_aware_times_are_refused_because_policies_count_in_wall_time() -> None:
    line = RefundableLine(line=1, total=Money.of(1, "EUR"), first_unit=Money.of(1, "EUR"))
    with pytest.raises(ValueError, match="wall time"):
        refund(freeze("flexible", "DE", BOOKED), [line], Money.of(1, "EUR"), START.astimezone(), START)


fees = st.builds(CancelFee, st.sampled_from(FeeRule), st.integers(0, 10_000))
windows = st.lists(st.builds(Window, st.integers(0, 20_000), fees), max_size=4).map(
    lambda found: tuple(sorted(found, key=lambda w: -w.before_minutes))
)
terms = st.builds(Terms, code=st.just("custom"), windows=windows, late=fees, no_show=fees, costs=st.none() | fees)
places = st.sampled_from([("KZ", "any"), ("RU", "stay"), ("RU", "any"), ("DE", "stay")])


@given(terms, places, st.integers(0, 60_000), st.integers(0, 60_000), st.integers(-30_000, 3_000))
def test_a_refund_is_never_more_than_was_paid_and_waiting_never_pays(
    policy: Terms, place: tuple[str, str], price: int, paid: int, minutes: int
) -> None:
    frozen = freeze(policy, place[0], BOOKED, place[1])
    line = RefundableLine(line=1, total=Money(price, "EUR"), first_unit=Money(price // 3, "EUR"))
    now = START + timedelta(minutes=minutes)

    preview = refund(frozen, [line], Money(paid, "EUR"), START, now)
    later = refund(frozen, [line], Money(paid, "EUR"), START, now + timedelta(minutes=977))

    assert preview.fee + preview.refund == Money(paid, "EUR")
    assert preview.fee.minor >= 0
    assert preview.refund.minor >= 0
    assert preview.fee.minor <= price
    if now + timedelta(minutes=977) < START:
        assert preview.fee <= later.fee
    assert total([part.refund for part in preview.lines], "EUR") + total(
        [part.fee for part in preview.lines], "EUR"
    ) <= Money(paid, "EUR")


@given(terms, places)
def test_a_frozen_policy_survives_its_json(policy: Terms, place: tuple[str, str]) -> None:
    frozen = freeze(policy, place[0], BOOKED, place[1])

    assert from_payload(json.loads(json.dumps(to_payload(frozen)))) == frozen


@given(terms, places)
def test_deadlines_agree_with_refunds(policy: Terms, place: tuple[str, str]) -> None:
    frozen = freeze(policy, place[0], BOOKED, place[1])
    line = RefundableLine(line=1, total=Money(60_000, "EUR"), first_unit=Money(20_000, "EUR"))

    for deadline in deadlines(frozen, [line], START):
        moment = deadline.until_local or START
        if moment < START:
            assert refund(frozen, [line], line.total, START, moment).fee == deadline.fee


@pytest.mark.parametrize("policy", ["flexible", "moderate", "strict"])
@pytest.mark.parametrize("locale", ["kk", "ru", "en"])
def test_what_costs_nothing_is_cancelled_for_nothing_in_every_language(policy: str, locale: str) -> None:
    frozen = freeze(policy, "KZ", BOOKED)
    free = RefundableLine(line=1, total=Money.zero("KZT"), first_unit=Money.zero("KZT"))

    words = policy_summary(frozen, deadlines(frozen, [free], START), locale)

    assert words.startswith({"kk": "Басталғанға дейін тегін", "ru": "Бесплатная отмена", "en": "Free"}[locale])
