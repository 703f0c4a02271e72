"""drill: long crash and load runs against real processes, to be run before a release and after a change of the core."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from smartbooking.entrypoints.cli import process

app = typer.Typer()
drill = typer.Typer(no_args_is_help=True, help="Long crash and load runs against real processes; needs a source tree.")
app.add_typer(drill, name="drill")


@drill.command()
def crash(
    seeds: Annotated[int, typer.Option(min=1, max=1000, help="How often each place is tried, each time anew")] = 20,
    only: Annotated[str, typer.Option(help='Part of a name, e.g. "K4" or "postgres"')] = "",
) -> None:
    """kill -9 of server, worker and PostgreSQL at every named place; says where something was lost."""
    _run("drill_crash.py", SMARTBOOKING_DRILL_SEEDS=str(seeds), SMARTBOOKING_DRILL_ONLY=only)


@drill.command()
def money(
    seeds: Annotated[int, typer.Option(min=1, max=1000, help="How often each of the 75 kills is tried, anew")] = 1,
    first: Annotated[int, typer.Option(min=1, help="The first seed: an interrupted run goes on where it was")] = 1,
    only: Annotated[str, typer.Option(help='Part of a name, e.g. "K12" or "postgres"')] = "",
    full: Annotated[bool, typer.Option("--full", help="Twenty seeds: 1,500 runs, two hours on two cores")] = False,
    webhooks: Annotated[
        bool, typer.Option("--webhooks", help="Instead: 1,000 payments in a storm of messages")
    ] = False,
) -> None:
    """15 places, and value in use, x {API, worker, database}: provider, bookings and books agree to the last tiyn."""
    if webhooks:
        _run("test_storm.py", SMARTBOOKING_DRILL_PAYMENTS="1000")
    _run(
        "drill_money.py", SMARTBOOKING_DRILL_SEEDS=str(20 if full else seeds), SMARTBOOKING_DRILL_FIRST=str(first),
        SMARTBOOKING_DRILL_ONLY=only,
    )  # fmt: skip


@drill.command()
def race(
    buyers: Annotated[int, typer.Option(min=10, max=100_000, help="How many press the button")] = 10_000,
    places: Annotated[int, typer.Option(min=1, max=10_000, help="How many places there are")] = 1_000,
) -> None:
    """Many buyers over HTTP against four server processes: exactly the places are sold."""
    _run("drill_race.py", SMARTBOOKING_DRILL_BUYERS=str(buyers), SMARTBOOKING_DRILL_PLACES=str(places))


@drill.command()
def fuzz(who: Annotated[str, typer.Option(help="Only one of anonymous, customer, owner, admin")] = "") -> None:
    """Every boundary of every field and fifty inventions an operation, as each of four people; under an hour."""
    _run("../contract/test_fuzzing.py", "-m", "drill", "-k", who)


@drill.command()
def lifecycle() -> None:
    """Thousands of random steps against the model, and every seeded mistake; some minutes."""
    _run("test_lifecycle.py", "-m", "drill or not drill", SMARTBOOKING_DRILL_LIVES="300")


def _run(name: str, *words: str, **environment: str) -> None:
    """The drill as a test run of its own, with its progress on the terminal."""
    path = Path("tests") / "drills" / name
    if not path.exists():
        raise process.fail("drills need the source tree: run this in a clone of SmartBooking.")
    command = [sys.executable, "-m", "pytest", str(path), "-x", "-s", "-q", "-p", "no:cacheprovider", *words]
    done = subprocess.run(command, env={**os.environ, **environment}, check=False)  # noqa: S603
    raise typer.Exit(done.returncode)
