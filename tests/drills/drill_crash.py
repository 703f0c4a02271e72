"""`smartbooking drill crash`: every place, every victim, many seeds. Not part of the default test command."""

from __future__ import annotations

import os
from pathlib import Path

from tests.drills.crashes import EVERY_PLAY
from tests.drills.harness import stage
from tests.drills.rounds import Rounds


def test_every_place_every_victim_every_seed(tmp_path: Path) -> None:
    only = os.environ.get("SMARTBOOKING_DRILL_ONLY", "")
    plays = [play for play in EVERY_PLAY if only in play.name]
    assert plays, f"no place is called {only!r}"
    with stage(tmp_path, apis=2) as installation:
        rounds = Rounds(installation, say=lambda words: print(words, flush=True))
        for seed in range(1, int(os.environ.get("SMARTBOOKING_DRILL_SEEDS", "1")) + 1):
            rounds.act(plays, seed)
            print(f"seed {seed}: {rounds.acted} kills so far, {len(rounds.findings)} findings", flush=True)

    assert not rounds.findings, "\n".join(rounds.findings)
