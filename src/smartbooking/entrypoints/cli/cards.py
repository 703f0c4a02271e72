"""scan: proof that no card number was ever written down."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from smartbooking.entrypoints.cli import process
from smartbooking.infra.db import Database
from smartbooking.infra.settings import Settings
from smartbooking.payments.service.card_scan import Found, scan_database, scan_files

app = typer.Typer()
SHOWN = 50


@app.command("scan")
def scan_cards(
    paths: Annotated[list[Path] | None, typer.Argument(exists=True, help="Logs, dumps, or directories of them")] = None,
) -> None:
    """Look for card numbers in every table of the database and in the given files; status 1 when there is one."""
    with process.with_database(process.read_settings()) as settings, Console(stderr=True).status("Reading ..."):
        found = [*process.run_async(_scan(settings)), *scan_files(paths or [])]
    for one in found[:SHOWN]:
        typer.echo(f"{one.number}  {one.where}")
    if found:
        raise process.fail(f"{len(found)} card numbers were found.")
    typer.echo(f"No card number in the database, and none in {len(paths or [])} files and directories.")


async def _scan(settings: Settings) -> list[Found]:
    database = Database(settings.owner_database_url, pool=1, role=None, statement_timeout_seconds=600)
    try:
        return await scan_database(database)
    finally:
        await database.dispose()
