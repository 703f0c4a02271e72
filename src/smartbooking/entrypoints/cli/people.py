"""admin: the first account that runs a new platform."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from smartbooking.entrypoints.cli import process
from smartbooking.identity import service as identity
from smartbooking.infra.module import Runtime
from smartbooking.kernel.problem import Problem
from smartbooking.migrations.run import upgrade

app = typer.Typer()


@app.command()
def admin(
    email: Annotated[str, typer.Argument(help="Login of the new administrator")],
    name: Annotated[str, typer.Option(help="Shown in histories")] = "Administrator",
    password: Annotated[
        str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True, help="Asked for when left out")
    ] = "",
) -> None:
    """Create an administrator; the first one of a new installation is made like this."""

    async def create(runtime: Runtime) -> None:
        now = datetime.now(UTC)
        await runtime.database.run(
            lambda tx: identity.create_admin(tx, email=email, name=name, password=password, now=now)
        )

    with process.with_database(process.read_settings()) as ready:
        upgrade(ready.owner_database_url)
        try:
            process.with_runtime(ready, create)
        except Problem as problem:
            raise process.fail(problem.detail) from problem
    typer.echo(f"{email} may sign in as administrator.")
