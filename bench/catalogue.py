"""A real catalogue for measuring search: a file of listings brought in by `smartbooking import listings`."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import asyncpg

from bench.served import ROOT


def bring_in(file: Path, environment: Mapping[str, str], scratch: Path) -> None:
    """The import as anybody runs it; its own progress goes to the terminal."""
    command = [
        sys.executable, "-m", "smartbooking", "import", "listings", str(file),
        "--rejects", str(scratch / "rejected-listings.csv"),
    ]  # fmt: skip
    subprocess.run(
        command, env={**os.environ, **environment, "PYTHONPATH": str(ROOT / "src")}, check=True, stdout=sys.stderr
    )


async def questions(url: str, count: int, seed: int) -> list[str]:
    """Addresses as visitors of a city ask: a stretch of the map or a word, nights, guests, a price; all different."""
    connection = await asyncpg.connect(url)
    await connection.execute("vacuum analyze")
    places = await connection.fetch(
        "select latitude, longitude, price_minor / 100 as price, names from search.listing"
        " where latitude is not null and price_minor is not null order by offer_id limit 20000"
    )
    await connection.close()
    if not places:
        raise RuntimeError("the file brought in no listing")
    chooser, today = random.Random(seed), datetime.now(UTC).date()
    made = [_question(chooser.choice(places), chooser, today) for _ in range(count)]
    return ["/api/v1/resources/search?" + urlencode(asked) for asked in made]


def _question(place: asyncpg.Record, chooser: random.Random, today: date) -> dict[str, object]:
    arrival = today + timedelta(days=chooser.randrange(2, 120))
    asked: dict[str, object] = {
        "checkIn": arrival,
        "checkOut": arrival + timedelta(days=chooser.choice((1, 2, 2, 3, 5))),
        "guests": chooser.choice((1, 2, 2, 4)),
    }
    if chooser.random() < 0.2:
        asked["q"] = chooser.choice(("condo", "downtown", "cozy room", "basement", "lake view", "studio", "loft"))
    else:
        north, east = place["latitude"], place["longitude"]
        asked["bbox"] = f"{east - 0.02:.5f},{north - 0.015:.5f},{east + 0.02:.5f},{north + 0.015:.5f}"
    if chooser.random() < 0.5:
        asked["maxPrice"] = max(20, int(place["price"] * chooser.uniform(0.6, 2)))
    if chooser.random() < 0.4:
        asked["sort"] = chooser.choice(("price", "rating", "popularity"))
    return asked
