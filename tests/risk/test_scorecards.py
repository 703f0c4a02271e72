"""The shipped scorecards: scored in plain Python exactly as their files say, and no score falls for a worse signal."""

from __future__ import annotations

import json
import math
from importlib.resources import files
from typing import Any

import pytest

from smartbooking.risk.domain import Signals, Stay, features, read_scorecard, shipped, stay_features

FOLDER = files("smartbooking.risk") / "scorecards"


def stored(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(FOLDER.joinpath(f"{name}.json").read_text("utf-8"))
    return found


@pytest.mark.parametrize("name", ["fraud", "no_arrival"])
def test_a_shipped_scorecard_gives_the_chances_its_file_promises(name: str) -> None:
    card = shipped(name)
    checks = stored(name)["checks"]

    assert len(checks) == 3
    for check in checks:
        assert card.chance(check["features"]) == pytest.approx(check["chance"], abs=1e-12)


def test_no_weight_of_the_fraud_score_is_negative() -> None:
    assert min(shipped("fraud").weights.values()) > 0
    assert set(shipped("fraud").weights) <= set(features(Signals()))


def test_a_chance_is_the_logistic_of_the_sum() -> None:
    card = read_scorecard('{"name": "x", "version": 3, "intercept": -1, "weights": {"a": 2, "b": 0.5}}')

    assert card.chance({"a": 1.0, "b": 4.0, "unknown": 9.0}) == pytest.approx(1 / (1 + math.exp(-3)))
    assert card.chance({}) == pytest.approx(1 / (1 + math.e))
    assert card.leading({"a": 1.0, "b": 4.0}) == ("a", "b")
    assert card.leading({"a": 0.1, "b": 0.0}) == ()


def test_a_chance_far_out_is_zero_and_not_an_error() -> None:
    assert read_scorecard('{"name": "x", "version": 1, "intercept": -9999, "weights": {}}').chance({}) == 0.0


def test_a_stay_booked_long_ahead_is_less_sure_than_one_for_tomorrow() -> None:
    chances = [
        shipped("no_arrival").chance(stay_features(Stay(lead_days=days, nights=2, adults=2, children=0, weekday=1)))
        for days in (0, 7, 30, 180)
    ]

    assert chances == sorted(chances)
    assert [round(chance, 2) for chance in chances] == [0.12, 0.22, 0.33, 0.48]
