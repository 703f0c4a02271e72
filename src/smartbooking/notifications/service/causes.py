"""What a message says: one composer per cause, asked when the message goes out.

So nothing is sent that has become untrue meanwhile, and neither text nor address is ever stored.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Final

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template

from smartbooking.infra.db import ReadTx
from smartbooking.notifications.domain import Message
from smartbooking.notifications.ports import Letter

Composer = Callable[[ReadTx, Message, datetime], Awaitable[Letter | None]]
_composers: dict[str, Composer] = {}
_TEMPLATES: Final = files("smartbooking.notifications") / "templates"


def compose_by(cause: str, composer: Composer) -> None:
    """Say who writes the messages of a cause; a composer answers None for what nobody needs any more."""
    _composers[cause] = composer


async def compose(read: ReadTx, message: Message, now: datetime) -> Letter | None:
    """The letter as it is true now; None when it is not needed, or nobody knows its cause."""
    composer = _composers.get(message.cause)
    return await composer(read, message, now) if composer else None


def rendered(name: str, locale: str, **values: object) -> tuple[str, str]:
    """Subject and text of `templates/<name>.<locale>.txt`: the first line, and what follows the empty second one."""
    text = _template(f"{name}.{locale}.txt").render(**values)
    subject, _, body = text.partition("\n\n")
    return subject.strip(), body.strip()


@cache
def _template(name: str) -> Template:
    return _environment().get_template(name)


@cache
def _environment() -> Environment:
    # Plain text: nothing is escaped, and a name that is missing is an error instead of a hole.
    return Environment(
        loader=FunctionLoader(lambda name: (_TEMPLATES / name).read_text("utf-8")), undefined=StrictUndefined,
        autoescape=False,  # noqa: S701
    )  # fmt: skip
