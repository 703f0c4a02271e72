"""bench: the figures of docs/benchmarks.md, measured on this machine."""

from __future__ import annotations

import subprocess
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer

from smartbooking.entrypoints.cli import process

app = typer.Typer()
ROOT: Final = Path(__file__).parents[4]


class What(StrEnum):
    """What may be measured."""

    CREATE = "create"
    AVAILABILITY = "availability"
    SEARCH = "search"
    CATALOGUE = "catalogue"
    HOT = "hot"
    MEMORY = "memory"
    LEDGER = "ledger"
    WEB = "web"
    ALL = "all"


@app.command()
def bench(
    what: Annotated[What, typer.Argument(help="Which part")] = What.ALL,
    rounds: Annotated[int, typer.Option(min=1, max=100, help="Rounds of floor and product in turn")] = 5,
    seconds: Annotated[float, typer.Option(min=0.5, max=60, help="Length of a round")] = 3,
    listings: Annotated[
        Path | None, typer.Option(help="For catalogue: a CSV of real listings", exists=True, dir_okay=False)
    ] = None,
    full: Annotated[bool, typer.Option(help="The hot sale with 10,000 buyers instead of 1,000")] = False,
) -> None:
    """Throughput as ratios to a bare FastAPI + asyncpg service measured in the same run; progress on stderr."""
    if not (ROOT / "bench" / "http.py").exists():
        raise process.fail("bench is part of the source tree; this is an installed package.")
    if what is What.WEB:
        raise typer.Exit(_run("bench.web", str(rounds)))
    status = 0
    if what is not What.LEDGER:
        parts = [] if what is What.ALL else [what.value]
        words = ["--rounds", str(rounds), "--seconds", str(seconds), *(["--full"] if full else [])]
        words += ["--listings", str(listings.resolve())] if listings else []
        status = _run("bench.http", *parts, *words)
    if what in (What.LEDGER, What.ALL):
        status = _run("bench.ledger", str(seconds)) or status
    raise typer.Exit(status)


def _run(module: str, *words: str) -> int:
    return subprocess.run([sys.executable, "-m", module, *words], cwd=ROOT, check=False).returncode  # noqa: S603
