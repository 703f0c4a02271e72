"""Training and judging, with a fit of our own in the place of scikit-learn's, on rows made here."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest

from smartbooking.risk.domain import Signals, read_scorecard
from smartbooking.risk.training import fitting, judging, measures, reservations
from smartbooking.risk.training.population import population


def steps(
    rows: Sequence[Mapping[str, float]], labels: Sequence[int], names: Sequence[str]
) -> tuple[float, list[float]]:
    """A stand-in: weights are how much higher a feature is among the lost; no library needed."""
    lost = [row for row, label in zip(rows, labels, strict=True) if label]
    kept = [row for row, label in zip(rows, labels, strict=True) if not label]
    return -0.5, [
        sum(row[name] for row in lost) / len(lost) - sum(row[name] for row in kept) / len(kept) for name in names
    ]


@pytest.mark.parametrize(
    ("labels", "scores", "expected"),
    [
        ([0, 0, 1, 1], [0.1, 0.2, 0.3, 0.4], 1.0),
        ([1, 1, 0, 0], [0.1, 0.2, 0.3, 0.4], 0.0),
        ([0, 1, 0, 1], [0.5, 0.5, 0.5, 0.5], 0.5),
        ([0, 1, 1, 0, 1], [0.1, 0.4, 0.35, 0.8, 0.4], 0.5),
    ],
)
def test_auc_is_the_chance_that_a_bad_case_scores_higher(
    labels: list[int], scores: list[float], expected: float
) -> None:
    assert measures.auc(labels, scores) == pytest.approx(expected)


def test_brier_calibration_and_catches_by_hand() -> None:
    labels, scores = [0, 1, 0, 1], [0.0, 0.5, 0.5, 1.0]

    assert measures.brier(labels, scores) == pytest.approx(0.125)
    assert measures.brier_and_error(labels, scores) == pytest.approx((0.125, 0.0721687836))
    assert measures.calibration(labels, scores, bands=2) == [measures.Band(2, 0.25, 0.5), measures.Band(2, 0.75, 0.5)]
    assert measures.caught(labels, [False, True, True, False]) == measures.Caught(2, 0.5, 0.5)
    assert measures.caught(labels, [False] * 4) == measures.Caught(0, 0.0, 0.0)


def test_the_interval_of_auc_is_the_same_for_the_same_seed_and_holds_the_value() -> None:
    labels, scores = [0, 1] * 40, [n / 80 for n in range(80)]
    low, high = measures.auc_interval(labels, scores, seed=1, rounds=100)

    assert (low, high) == measures.auc_interval(labels, scores, seed=1, rounds=100)
    assert low < measures.auc(labels, scores) < high


def write(path: Path, rows: list[dict[str, object]]) -> Path:
    every = dict.fromkeys(reservations.USED | reservations.LEAKING, "0")
    every |= {"arrival_date_year": "2015", "arrival_date_month": "July", "adults": "2", "deposit_type": "No Deposit"}
    with path.open("w", encoding="utf-8") as lines:
        writer = csv.DictWriter(lines, fieldnames=list(every))
        writer.writeheader()
        writer.writerows({**every, "arrival_date_day_of_month": "1", **row} for row in rows)
    return path


def test_cases_are_read_with_what_was_known_at_booking_and_only_of_the_usable_half_year(tmp_path: Path) -> None:
    made = write(tmp_path / "bookings.csv", [
        {"lead_time": 40, "is_canceled": 1, "stays_in_week_nights": 2, "stays_in_weekend_nights": 1, "children": "NA",
         "babies": 1, "reservation_status": "No-Show", "assigned_room_type": "Z"},
        {"arrival_date_year": "2016", "is_canceled": 1},
    ])  # fmt: skip
    (case,) = reservations.read_cases(made)

    assert (case.arrival, case.booked, case.lost, case.deposit) == (
        date(2015, 7, 1), date(2015, 5, 22), 1, "No Deposit",
    )  # fmt: skip
    assert (case.stay.lead_days, case.stay.nights, case.stay.adults, case.stay.children) == (40, 3, 2, 1)
    assert not reservations.USED & reservations.LEAKING


def test_what_leaks_the_outcome_changes_nothing(tmp_path: Path) -> None:
    row: dict[str, object] = {"lead_time": 3, "is_canceled": 1}
    plain = reservations.read_cases(write(tmp_path / "plain.csv", [row]))
    worse = {**row, **dict.fromkeys(reservations.LEAKING, "9")}
    telling = reservations.read_cases(write(tmp_path / "telling.csv", [worse]))

    assert [case.features for case in plain] == [case.features for case in telling]


def test_the_scorecard_learns_from_early_months_only(tmp_path: Path) -> None:
    rows: list[dict[str, object]] = []
    for month in ("July", "August", "September", "October"):
        for lead in (1, 100):
            lost = lead == 100 if month != "October" else lead == 1  # October says the contrary and is not learnt from
            rows += [{"arrival_date_month": month, "lead_time": lead, "is_canceled": int(lost)}] * 5
    cases = reservations.read_cases(write(tmp_path / "bookings.csv", rows))
    card = judging.train_stays(cases, fit=steps, version=4)
    train, later = reservations.earlier_and_later(cases, reservations.SPLIT)

    assert (len(train), len(later)) == (30, 10)
    assert (card.version, list(card.weights)) == (4, ["lead"])
    assert card.weights["lead"] == pytest.approx(3.922, abs=0.001)
    assert reservations.booked_from(later, reservations.SPLIT) == []
    assert judging.deposit_rule(train, later) == [0.5] * 10


def test_features_that_would_lower_a_rising_score_are_left_out_one_by_one() -> None:
    rows = [{"good": 1.0, "bad": 0.0, "worse": 0.0}, {"good": 0.0, "bad": 1.0, "worse": 2.0}]
    card = fitting.scorecard("x", 1, rows, [1, 0], ["good", "bad", "worse"], fit=steps, trained_on="", rising=True)

    assert card.weights == {"good": 1.0}


def test_a_written_scorecard_reads_back_and_checks_itself() -> None:
    card = fitting.scorecard("x", 2, [{"a": 1.0}, {"a": 0.0}], [1, 0], ["a"], fit=steps, trained_on="two rows")
    text = judging.written(card)

    assert read_scorecard(text) == card
    assert [check["chance"] for check in json.loads(text)["checks"]] == [
        pytest.approx(card.chance({"a": value}), abs=1e-11) for value in (0.0, 1.0, 2.302585092994046)
    ]


def test_the_population_is_the_same_for_the_same_seed_and_three_in_a_hundred_are_bad() -> None:
    people = population(size=4000, seed=7)

    assert people == population(size=4000, seed=7)
    assert people != population(size=4000, seed=8)
    assert 80 < sum(person.bad for person in people) < 165
    assert {person.bad for person in people if person.kind in ("usual", "office", "agent")} == {0}


def test_a_decided_case_weighs_twenty_made_up_ones() -> None:
    seen: list[int] = []

    def counting(
        rows: Sequence[Mapping[str, float]], labels: Sequence[int], names: Sequence[str]
    ) -> tuple[float, list[float]]:
        seen.extend((len(rows), sum(labels)))
        return steps(rows, labels, names)

    bad = sum(person.bad for person in population(size=1000, seed=judging.SEED))
    judging.train_fraud(fit=counting, version=1, size=1000, labelled=[(Signals(no_shows=3), 1), (Signals(), 0)])

    assert seen[:2] == [1040, bad + 20]


def test_training_without_the_extra_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sklearn.linear_model", None)
    monkeypatch.setitem(sys.modules, "sklearn.ensemble", None)

    for fit in (fitting.logistic, lambda *rows: fitting.boosted(*rows, rows[0], seed=1)):
        with pytest.raises(fitting.ExtraMissing, match=r"smartbooking\[risk\]"):
            fit([{"a": 1.0}], [1], ["a"])
