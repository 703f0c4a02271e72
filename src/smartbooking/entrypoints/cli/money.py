"""reconcile: our payments against a provider's own list."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from smartbooking.entrypoints.cli import process
from smartbooking.infra.module import Runtime
from smartbooking.kernel.problem import Problem
from smartbooking.payments.domain.moved import Reconciled
from smartbooking.payments.service import moved

app = typer.Typer()


@app.command()
def reconcile(
    gateway: Annotated[str, typer.Argument(help="Name of the way to pay, as GET /api/v1/payment-methods tells it")],
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV: kind,reference,amount,currency")],
    first: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="First day (UTC)")],
    last: Annotated[datetime, typer.Option("--to", formats=["%Y-%m-%d"], help="Day after the last")],
) -> None:
    """Compare our payments and refunds with a provider's list; status 1 when anything is missing or differs."""
    start, end = first.replace(tzinfo=UTC), last.replace(tzinfo=UTC)

    async def compare(runtime: Runtime) -> Reconciled:
        async with runtime.database.reading() as read:
            return await moved.reconcile_gateway(
                read, gateway=gateway, start=start, end=end, listed=moved.read_list(file.read_text())
            )

    with process.with_database(process.read_settings()) as settings:
        try:
            found = process.with_runtime(settings, compare)
        except Problem as problem:
            raise process.fail(problem.detail) from problem
    typer.echo(f"{found.matched} rows agree.")
    if not found.agreed:
        _show(found)
        wrong = len(found.missing_here) + len(found.missing_there) + len(found.differing)
        raise process.fail(f"{wrong} rows do not agree.")


def _show(found: Reconciled) -> None:
    table = Table("what", "kind", "reference", "ours", "theirs")
    for listed in found.missing_here:
        table.add_row(
            "missing here", listed.kind, listed.reference, "", f"{listed.amount.major} {listed.amount.currency}"
        )
    for one in found.missing_there:
        table.add_row("missing there", one.kind, one.reference, f"{one.amount.major} {one.amount.currency}", "")
    for ours, theirs in found.differing:
        table.add_row(
            "differs", ours.kind, ours.reference, f"{ours.amount.major} {ours.amount.currency}",
            f"{theirs.amount.major} {theirs.amount.currency}",
        )  # fmt: skip
    Console().print(table)
