"""kill -9 of server, worker and database at named places: no half booking, no money astray, no yes forgotten."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.drills import judge
from tests.drills.crashes import EVERY_PLAY, MONEY_PLAYS, Play
from tests.drills.harness import stage
from tests.drills.rounds import Rounds
from tests.drills.value_plays import KINDS, VALUE_PLAYS

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


def chosen_of_value() -> list[Play]:
    """Each kind of value used and given back once, the victims in turn; all thirty: `smartbooking drill money`."""
    names = {"V1 api (card used)", "V1 postgres (pass used)", "V1 worker (member used)", "K2 api (pass used)"}
    names |= {"V2 postgres (card cancelled)", "V2 api (pass cancelled)", "V2 worker (card expired)"}
    return [play for play in VALUE_PLAYS if play.name in names]


def test_value_is_used_and_given_back_with_three_victims_each() -> None:
    assert len(VALUE_PLAYS) == 30
    assert {(play.place, play.act, play.victim) for play in VALUE_PLAYS} == {
        (place, f"{kind} {end}", victim)
        for kind in KINDS
        for place, end in (("V1", "used"), ("K2", "used"), ("V2", "cancelled"), ("V2", "expired"))
        for victim in ("api", "worker", "postgres")
        if end != "expired" or kind == "card"
    }


def test_a_kill_while_value_is_used_or_given_back_takes_it_once_or_not_at_all(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with stage(tmp_path, apis=2) as installation:
        rounds = Rounds(installation)
        rounds.act(chosen_of_value(), seed=1)

        assert [what for scene in rounds.scenes for what in judge.findings(scene)] == []
        # A judge that cannot find value used twice, or not given back, proves nothing.
        installation.execute(
            "update value.membership_use set released_at = clock_timestamp();"
            "insert into value.pass_movement"
            " (vendor_id, pass_id, kind, visits, amount_minor, cause, booking_id, at, actor)"
            " select vendor_id, pass_id, kind, visits, amount_minor, cause || ':again', booking_id, at, actor"
            " from value.pass_movement where kind = 'redeemed'"
        )
        protests = [scene.play.act for scene in rounds.scenes if judge.findings(scene)]

    assert rounds.findings == [], capsys.readouterr().out
    assert rounds.proven == len(chosen_of_value()) == 7
    assert {"pass used", "pass cancelled", "member used"} <= {*protests}


def test_a_kill_at_named_places_leaves_no_half_booking(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with stage(tmp_path, apis=2) as installation:
        rounds = Rounds(installation)
        rounds.act(chosen(), seed=1)
        cards = judge.findings_of_cards(installation)

    assert rounds.findings == [], capsys.readouterr().out
    assert cards == []
    assert rounds.proven == len(chosen()) == 18
    assert {play.place for play in chosen()} == PLACES
