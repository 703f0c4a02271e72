"""migrate, verify: the database and the ledger."""

from __future__ import annotations

import typer

from smartbooking.entrypoints.cli import process
from smartbooking.migrations.run import newest, upgrade

app = typer.Typer()


@app.command()
def migrate() -> None:
    """Bring the database to the newest schema; safe to repeat and to run from several machines."""
    with process.with_database(process.read_settings()) as settings:
        upgrade(settings.owner_database_url)
        typer.echo(f"The database is at revision {newest()}.")
