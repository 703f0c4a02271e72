"""migrate, verify, rebuild: the database and the ledger."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from smartbooking.availability import service as availability
from smartbooking.entrypoints.cli import process
from smartbooking.infra.db import Database
from smartbooking.infra.module import Runtime
from smartbooking.infra.settings import Settings
from smartbooking.migrations.run import newest, upgrade
from smartbooking.payments.service.books_check import Difference, check_books

app = typer.Typer()
SHOWN = 50


@app.command()
def migrate() -> None:
    """Bring the database to the newest schema; safe to repeat and to run from several machines."""
    with process.with_database(process.read_settings()) as settings:
        upgrade(settings.owner_database_url)
        typer.echo(f"The database is at revision {newest()}.")


@app.command()
def verify() -> None:
    """Compare calendars with claims, and the books with the payments; status 1 when anything differs."""
    with process.with_database(process.read_settings()) as settings:
        drifts, money = process.with_runtime(settings, _verify)
    if money:
        _show_money(money)
    if drifts:
        _show(drifts)
        raise process.fail(f"{len(drifts)} differences; `smartbooking rebuild VENDOR RESOURCE` writes them anew.")
    if money:
        raise process.fail(f"{len(money)} differences in the books; nothing repairs them by itself.")


async def _verify(runtime: Runtime) -> tuple[list[availability.Drift], list[Difference]]:
    console, resources, claims = Console(stderr=True), 0, 0
    drifts: list[availability.Drift] = []
    with console.status("Comparing calendars with claims ..."):
        async for report in availability.verify_everything(runtime.database):
            resources, claims = resources + report.resources, claims + report.claims
            drifts.extend(report.drifts)
    console.print(f"{resources} resources, {claims} claims, {len(drifts)} differences.")
    with console.status("Comparing books with payments ..."):
        async with runtime.database.reading() as read:
            money = await check_books(read)
    console.print(f"Books: {len(money)} differences.")
    return drifts, money


def _show_money(differences: list[Difference]) -> None:
    table = Table("what", "subject", "expected", "found")
    for one in differences[:SHOWN]:
        table.add_row(one.what, one.subject, str(one.expected), str(one.found))
    Console().print(table)


def _show(drifts: list[availability.Drift]) -> None:
    table = Table("vendor", "resource", "what", "cell", "expected", "found")
    for drift in drifts[:SHOWN]:
        table.add_row(*(str(value) for value in (
            drift.vendor_id, drift.resource_id, drift.what, drift.cell, drift.expected, drift.found)))  # fmt: skip
    Console().print(table)


@app.command()
def rebuild(
    vendor: Annotated[int, typer.Argument(help="Number of the vendor, as verify shows it")],
    resource: Annotated[int, typer.Argument(help="Number of the resource")],
) -> None:
    """Write the calendar of one resource anew from its claims, under its lock."""
    with process.with_database(process.read_settings()) as settings:
        process.run_async(_rebuild(settings, vendor, resource))
    typer.echo(f"Resource {resource} of vendor {vendor} was rebuilt from its claims.")


async def _rebuild(settings: Settings, vendor: int, resource: int) -> None:
    # Only the owner of the tables may write derived rows; the application's role is refused.
    database = Database(settings.owner_database_url, pool=1, role=None)
    try:
        await database.run(lambda tx: availability.rebuild(tx, vendor_id=vendor, resource_id=resource))
    finally:
        await database.dispose()
