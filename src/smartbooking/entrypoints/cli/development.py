"""test, check, openapi, doctor: for people who work on the product or find out what is wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer()
SHORT = "not slow_journey and not figures"
CONTEXT = {"allow_extra_args": True, "ignore_unknown_options": True}


@app.command(context_settings=CONTEXT)
def test(context: typer.Context) -> None:
    """All tests, in parallel; further words go to pytest instead.

    The journeys run by themselves: the browser's driver keeps an event loop running in its process, in which no
    asynchronous test could start one.
    """
    workers = min(8, 2 * (os.cpu_count() or 2))
    runs = [context.args] if context.args else [
        ["-n", str(workers), "--dist", "worksteal", "-q", "--ignore=tests/journeys", "--durations=15"],
        ["-n", "2", "--dist", "worksteal", "-q", "tests/journeys", "-m", SHORT, "--durations=5"],
    ]  # fmt: skip
    codes = [subprocess.run([sys.executable, "-m", "pytest", *words], check=False).returncode for words in runs]  # noqa: S603
    raise typer.Exit(max(codes, key=abs))


@app.command(context_settings=CONTEXT)
def journeys(
    context: typer.Context,
    axe: Annotated[bool, typer.Option("--axe", help="Only axe, over every screen and state; says how many")] = False,
) -> None:
    """Every journey of a real browser, the long ones too; further words go to pytest."""
    if axe:
        raise typer.Exit(_axe(context.args))
    words = ["-n", "2", "--dist", "worksteal", "-q", "tests/journeys", "--durations=10", *context.args]
    raise typer.Exit(subprocess.run([sys.executable, "-m", "pytest", *words], check=False).returncode)  # noqa: S603


def _axe(words: list[str]) -> int:
    """Every screen in three languages, two themes and two widths; how many were read and how many have faults."""
    with tempfile.TemporaryDirectory() as folder:
        noted = Path(folder) / "figures.jsonl"
        noted.touch()
        command = [
            "-m",
            "pytest",
            "-n",
            "2",
            "--dist",
            "worksteal",
            "-q",
            "tests/journeys/test_every_screen.py",
            *words,
        ]
        status = subprocess.run(  # noqa: S603
            [sys.executable, *command], check=False, env={**os.environ, "SMARTBOOKING_FIGURES": str(noted)}
        ).returncode
        found = [json.loads(line) for line in noted.read_text().splitlines()]
    looked = [one for one in found if one["name"] == "axe"]
    typer.echo(f"{sum(one['screens'] for one in looked):.0f} screens and states read, "
               f"{sum(one['faults'] for one in looked):.0f} with faults")  # fmt: skip
    return status


@app.command()
def openapi(output: Path | None = None) -> None:
    """The API's OpenAPI schema as JSON."""
    from smartbooking.entrypoints.http import build_app
    from smartbooking.infra.http.app import build_runtime
    from smartbooking.infra.settings import Settings

    # No connection is made: the schema needs the routes, not the data.
    nowhere = Settings(database_url="postgresql://nobody@localhost/none", secret_key="schema-only")  # noqa: S106
    runtime = build_runtime(nowhere)
    schema = json.dumps(build_app(runtime).openapi(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    if output is None:
        typer.echo(schema, nl=False)
    else:
        output.write_text(schema)
