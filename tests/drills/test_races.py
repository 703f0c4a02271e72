"""Many buyers, four server processes: exactly what there is gets sold, and everybody gets a clear answer."""

from __future__ import annotations

from pathlib import Path

from tests.drills import races
from tests.drills.harness import Stage, run_async, stage

# Without the constraint a sale goes wrong often, not always: only when two servers look at the last place at once.
TRIES = 20


def sell(installation: Stage, sale: races.Sale) -> races.Sale:
    sale.told = run_async(races.run(installation, sale.bodies))
    return sale


def test_four_servers_sell_exactly_what_there_is_and_the_judge_sees_an_oversell(tmp_path: Path) -> None:
    with stage(tmp_path, apis=4) as installation:
        rooms = sell(installation, races.room_sale(installation, buyers=400, places=20))
        assert races.sold(rooms) == 20
        assert races.findings(installation, rooms) == []
        assert races.history_findings(rooms) == []

        few = races.room_sale(installation, buyers=80, places=15)
        few.told = run_async(races.run(installation, few.bodies, at_once=8))
        assert races.sold(few) == 15
        assert len(few.bodies) <= races.EXACT
        assert races.history_findings(few) == []

        stays = sell(installation, races.nights_sale(installation, buyers=150, places=5))
        assert races.findings(installation, stays) == []
        assert races.oversold_nights(stays) == []

        for sale in (
            races.slot_sale(installation, buyers=60),
            races.service_sale(installation, buyers=60),
            races.basket_sale(installation, buyers=100, places=8),
        ):
            assert races.findings(installation, sell(installation, sale)) == []
            assert 0 < races.sold(sale) <= sale.most

        _without_the_constraint(installation)


def _without_the_constraint(installation: Stage) -> None:
    """The negative control: the same buyers and the same judge, but nothing stops them."""
    installation.execute("alter table availability.calendar drop constraint no_oversell")
    for _ in range(TRIES):
        rooms = sell(installation, races.room_sale(installation, buyers=60, places=5))
        if races.sold(rooms) > 5:
            break

    assert races.sold(rooms) > 5
    assert any("of 5 sold" in found for found in races.findings(installation, rooms))
    assert races.history_findings(rooms) != []
