"""message: proof that a road for messages works, before people depend on it."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from smartbooking.entrypoints.cli import process
from smartbooking.notifications import roads, service
from smartbooking.notifications.domain import RoadKind
from smartbooking.notifications.ports import NotSent, Refused, Silent

app = typer.Typer()


@app.command("message")
def send_message(
    to: Annotated[str, typer.Argument(help="An e-mail address, or a phone number such as +77015550418")],
    lang: Annotated[str, typer.Option(help="kk, ru or en")] = "ru",
) -> None:
    """Send one trial message by the configured road; status 1 when it was not taken."""
    settings = process.read_settings()
    if missing := roads.half_configured(settings):
        raise process.fail("; ".join(missing) + ".")
    service.install_roads(roads.build_all(settings))
    road = RoadKind.EMAIL if "@" in to else RoadKind.SMS
    try:
        reference = asyncio.run(service.tell(to=to, road=road, locale=lang, sender="SmartBooking"))
    except Refused as refusal:
        raise process.fail(f"the provider refused the message: {refusal}") from refusal
    except NotSent as failure:
        raise process.fail(f"the message was not sent: {failure}") from failure
    except Silent as silence:
        raise process.fail(f"the provider did not say whether it took the message: {silence}") from silence
    typer.echo(f"The provider took it as {reference}.")
