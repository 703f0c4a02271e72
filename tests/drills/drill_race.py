"""`smartbooking drill race`: the on-sale moment in full size. Not part of the default test command."""

from __future__ import annotations

import os
import time
from pathlib import Path

from tests.drills import races
from tests.drills.harness import run_async, stage


def test_the_on_sale_moment(tmp_path: Path) -> None:
    buyers = int(os.environ.get("SMARTBOOKING_DRILL_BUYERS", "10000"))
    places = int(os.environ.get("SMARTBOOKING_DRILL_PLACES", "1000"))
    with stage(tmp_path, apis=4) as installation:
        for sale in (
            races.room_sale(installation, buyers=buyers, places=places),
            races.nights_sale(installation, buyers=buyers // 4, places=max(places // 20, 1)),
            races.basket_sale(installation, buyers=buyers // 10, places=max(places // 10, 1)),
        ):
            print(f"{len(sale.bodies)} buyers ...", end=" ", flush=True)
            began = time.monotonic()
            sale.told = run_async(races.run(installation, sale.bodies))
            print(f"{races.sold(sale)} sold in {time.monotonic() - began:.1f} s", flush=True)
            assert races.findings(installation, sale) == []
            if len(sale.resources) == 1 and sale.most == places:
                assert races.sold(sale) == places
                assert races.history_findings(sale) == []
