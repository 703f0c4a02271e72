"""`smartbooking drill money`: wherever somebody dies on the way of the money, both books agree with the bookings."""

from __future__ import annotations

import os
from pathlib import Path

from tests.drills import judge
from tests.drills.crashes import MONEY_PLAYS
from tests.drills.harness import stage
from tests.drills.rounds import Rounds
from tests.drills.value_plays import VALUE_PLAYS


def test_every_place_on_the_way_of_money_and_value_three_victims_every_seed(tmp_path: Path) -> None:
    only = os.environ.get("SMARTBOOKING_DRILL_ONLY", "")
    first = int(os.environ.get("SMARTBOOKING_DRILL_FIRST", "1"))
    seeds = range(first, first + int(os.environ.get("SMARTBOOKING_DRILL_SEEDS", "1")))
    plays = [play for play in (*MONEY_PLAYS, *VALUE_PLAYS) if only in play.name]
    assert plays, f"no place is called {only!r}"
    with stage(tmp_path, apis=2) as installation:
        rounds = Rounds(installation, say=lambda words: print(words, flush=True))
        for seed in seeds:
            rounds.act(plays, seed)
            print(
                f"seed {seed}: {rounds.proven} of {rounds.acted} runs so far; go on with --first {seed + 1}", flush=True
            )
        cards = judge.findings_of_cards(installation)

    print(
        f"{rounds.proven} of {len(plays) * len(seeds)} runs end with the provider's captures minus refunds equal to"
        " what the bookings say, and the books at zero",
        flush=True,
    )
    assert not rounds.findings, "\n".join(rounds.findings)
    assert cards == []
    assert rounds.proven == len(plays) * len(seeds)
