"""The command line: the same words as the launcher, each doing one thing."""

from __future__ import annotations

import typer

from smartbooking.entrypoints.cli import (
    bench,
    cards,
    checking,
    database,
    demo,
    development,
    doctor,
    drills,
    importing,
    messages,
    money,
    people,
    pictures,
    risk,
    serving,
)

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
    help="SmartBooking: one platform on which any business takes bookings.",
)  # fmt: skip
_PARTS = (
    serving.app, database.app, importing.app, demo.app, doctor.app, checking.app, drills.app, development.app,
    bench.app, pictures.app, people.app, money.app, cards.app,
    risk.app, messages.app,
)  # fmt: skip
for part in _PARTS:
    app.registered_commands.extend(part.registered_commands)
    app.registered_groups.extend(part.registered_groups)


def main() -> None:
    """Entry of the installed command."""
    app()
