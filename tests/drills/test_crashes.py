"""kill -9 of server, worker and database at named places: no half booking, no money astray, no yes forgotten."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.drills import judge
from tests.drills.crashes import EVERY_PLAY, MONEY_PLAYS, Play
from tests.drills.harness import stage
from tests.drills.rounds import Rounds

# Bookings that are paid at the venue; all places of all kinds, twenty times, are `smartbooking drill crash`.
WITHOUT_MONEY = {"K1 api (on_site)", "K2 postgres (on_site)", "K8 api (hold_on_site)"}


def chosen() -> list[Play]:
    """Every place on the way of the money once, the three victims in turn: a third of `smartbooking drill money`."""
    return [
        *(play for play in EVERY_PLAY if play.name in WITHOUT_MONEY),
        *(play for number, play in enumerate(MONEY_PLAYS) if number % 3 == number // 3 % 3),
    ]


PLACES = {*(f"K{number}" for number in range(1, 14)), "H1", "H2"}


def test_the_fifteen_places_have_three_victims_each() -> None:
    assert len(MONEY_PLAYS) == 45
    assert {(play.place, play.victim) for play in MONEY_PLAYS} == {
        (place, victim) for place in PLACES for victim in ("api", "worker", "postgres")
    }


def test_a_kill_at_named_places_leaves_no_half_booking(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with stage(tmp_path, apis=2) as installation:
        rounds = Rounds(installation)
        rounds.act(chosen(), seed=1)
        cards = judge.findings_of_cards(installation)

    assert rounds.findings == [], capsys.readouterr().out
    assert cards == []
    assert rounds.proven == len(chosen()) == 18
    assert {play.place for play in chosen()} == PLACES
