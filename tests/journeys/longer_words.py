"""A language nobody speaks: every text of the app 40 % longer, to see what it does to the screens."""

from __future__ import annotations

import json
import re
from typing import Any

from playwright.sync_api import Page, Route

_CATALOGUE = re.compile(r"JSON\.parse\(`(.*)`\)", re.DOTALL)
_GROWTH = 0.4
_STUFF = "өұіәғқңһ"


def longer(text: str) -> str:
    """The text and as much again as translations may add; bare numbers and spaces stay."""
    if not re.search(r"\w", text):
        return text
    return text + _STUFF[: max(1, round(len(text) * _GROWTH))] + " " * (len(text) > 12)


def _grown(message: Any) -> Any:  # Any: compiled ICU messages are nested JSON
    if isinstance(message, str):
        return longer(message)
    if isinstance(message, list):
        return [part if isinstance(part, list) and len(part) < 3 else _grown(part) for part in message]
    return {key: value if key == "offset" else _grown(value) for key, value in message.items()}


def lengthened(script: str) -> str:
    """A compiled catalogue with longer texts; other scripts as they are."""
    found = _CATALOGUE.search(script)
    if found is None:
        return script
    source = found[1].replace("\\`", "`").replace("\\${", "${").replace("\\\\", "\\")
    messages = {key: [_part(part) for part in message] for key, message in json.loads(source).items()}
    words = json.dumps(json.dumps(messages, ensure_ascii=False), ensure_ascii=False)
    return script[: found.start()] + f"JSON.parse({words})" + script[found.end() :]


def _part(part: Any) -> Any:  # Any: a text, or an argument with its plural forms
    if isinstance(part, str):
        return longer(part)
    return [*part[:2], _grown(part[2])] if len(part) > 2 else part


def speak(page: Page) -> None:
    """From now on the page's words are longer."""

    def answer(route: Route) -> None:
        reply = route.fetch()
        route.fulfill(response=reply, body=lengthened(reply.text()))

    page.route(re.compile(r"/assets/(kk|ru|en)-[\w-]+\.js"), answer)
