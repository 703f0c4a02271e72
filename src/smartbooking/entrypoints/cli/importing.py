"""seed and import: where data comes from."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from smartbooking.entrypoints.cli import process
from smartbooking.entrypoints.demo_data import DemoReport, seed
from smartbooking.entrypoints.imports import (
    ImportReport,
    UnreadableFile,
    import_listings,
    import_reservations,
    shown_progress,
)
from smartbooking.infra.module import Runtime
from smartbooking.infra.settings import Mode, Settings
from smartbooking.migrations.run import upgrade

app = typer.Typer()
imports = typer.Typer(no_args_is_help=True, help="Bring in real listings or reservations from a file.")
app.add_typer(imports, name="import")
File = Annotated[Path, typer.Argument(help="CSV, plain or gzipped", exists=True, dir_okay=False, readable=True)]
Rejects = Annotated[Path, typer.Option(help="Every refused row with its line and reason goes here")]


@app.command("seed")
def seed_command() -> None:
    """Nine demo businesses in Almaty with bookings around today; repeating it changes nothing."""
    settings = process.read_settings()
    _refuse_in_production(settings)
    with process.with_database(settings) as ready:
        upgrade(ready.owner_database_url)
        report = process.with_runtime(ready, seed_demo)
    show_accounts(report)


def _refuse_in_production(settings: Settings) -> None:
    if settings.mode is Mode.PRODUCTION:
        raise process.fail("demo accounts have known passwords and do not belong into production.")


async def seed_demo(runtime: Runtime) -> DemoReport:
    """The demo businesses, with a line of progress each."""
    console = Console(stderr=True)
    with console.status("Preparing demo businesses ...") as status:

        def tell(what: str, done: int, total: int) -> None:
            status.update(f"Preparing demo businesses: {done} of {total}, {what} ...")

        return await seed(runtime, now=datetime.now(UTC), progress=tell)


def show_accounts(report: DemoReport) -> None:
    """Who can sign in, and how."""
    table = Table("demo account", "login", "password", title="Sign in as")
    for account in report.accounts:
        table.add_row(account.what, account.login, account.password)
    Console().print(table)


@imports.command("listings")
def listings(file: File, rejects: Rejects = Path("rejected-listings.csv")) -> None:
    """Short-stay listings: hosts become vendors, listings become resources with prices; resumable."""
    _import(file, rejects, "listings")


@imports.command("reservations")
def reservations(file: File, rejects: Rejects = Path("rejected-reservations.csv")) -> None:
    """Hotel reservations, replayed through the booking service in booking order, with cancellations and no-shows."""
    _import(file, rejects, "reservations")


def _import(file: Path, rejects: Path, what: str) -> None:
    with process.with_database(process.read_settings()) as ready:
        upgrade(ready.owner_database_url)
        try:
            report = process.with_runtime(ready, lambda runtime: _carry_out(runtime, file, rejects, what))
        except UnreadableFile as error:
            raise process.fail(str(error)) from error
    _show(report, rejects)


async def _carry_out(runtime: Runtime, file: Path, rejects: Path, what: str) -> ImportReport:
    importer = import_listings if what == "listings" else import_reservations
    with shown_progress(what) as tell:
        return await importer(runtime.database, file, rejects=rejects, now=datetime.now(UTC), progress=tell)


def _show(report: ImportReport, rejects: Path) -> None:
    console = Console()
    made = ", ".join(f"{count} {what}" for what, count in sorted(report.made.items())) or "nothing new"
    console.print(f"{report.rows} rows: {made}; {report.present} were there already", highlight=False)
    for reason, count in report.reasons.items():
        console.print(f"  {count} refused: {reason}", highlight=False)
    if report.reasons:
        console.print(f"  each with its line in {rejects}", highlight=False)
