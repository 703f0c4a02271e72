"""kill -9 of server, worker and database at named places: no half booking, nothing acknowledged is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.drills.crashes import EVERY_PLAY, Play
from tests.drills.harness import stage
from tests.drills.rounds import Rounds

# One of each kind; all of them, twenty times, are `smartbooking drill crash`.
CHOSEN = {"K2 postgres", "K4 api", "K7 api", "K8 api", "K12 worker", "K13 worker"}


def chosen() -> list[Play]:
    return [play for play in EVERY_PLAY if f"{play.place} {play.victim}" in CHOSEN]


def test_a_kill_at_named_places_leaves_no_half_booking(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with stage(tmp_path, apis=2) as installation:
        rounds = Rounds(installation)
        rounds.act(chosen(), seed=1)

    assert rounds.findings == [], capsys.readouterr().out
    assert rounds.acted == len(chosen()) >= len(CHOSEN)
