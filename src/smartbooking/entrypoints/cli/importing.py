"""seed and import: where data comes from."""

from __future__ import annotations

import typer

from smartbooking.infra.module import Runtime

app = typer.Typer()


async def seed_demo(runtime: Runtime) -> None:
    """The demo businesses, once."""
