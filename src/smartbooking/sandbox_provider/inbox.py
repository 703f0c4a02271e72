"""The phone and mailbox of a trial installation: messages that would have gone to people, as plain HTML."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape
from typing import Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from smartbooking.sandbox_provider import letters
from smartbooking.sandbox_provider.bank import Bank
from smartbooking.sandbox_provider.ledger import Json
from smartbooking.sandbox_provider.pages import document

TEXTS: Final[dict[str, dict[str, str]]] = {
    "ru": {
        "title": "Учебный телефон и почта", "provider": "SmartBooking",
        "play": "Это пробная установка: сообщения никому не уходят, их можно прочитать здесь.",
        "none": "Сообщений пока нет.", "again": "Обновить", "all": "Показать все", "sms": "SMS", "email": "Письмо",
        "language": "Язык",
    },
    "kk": {
        "title": "Сынақ телефон мен пошта", "provider": "SmartBooking",
        "play": "Бұл сынақ орнатылым: хабарламалар ешкімге жіберілмейді, оларды осы жерден оқуға болады.",
        "none": "Әзірге хабарлама жоқ.", "again": "Жаңарту", "all": "Барлығын көрсету", "sms": "SMS", "email": "Хат",
        "language": "Тіл",
    },
    "en": {
        "title": "Practice phone and mailbox", "provider": "SmartBooking",
        "play": "This is a trial installation: messages go to nobody, they can be read here.",
        "none": "No messages yet.", "again": "Refresh", "all": "Show all", "sms": "SMS", "email": "E-mail",
        "language": "Language",
    },
}  # fmt: skip


class Inbox:
    """The page, for everybody or for one number or address."""

    def __init__(self, bank: Bank) -> None:
        self.bank = bank

    def routes(self) -> list[Route]:
        return [Route("/inbox", self.show, methods=["GET"])]

    async def show(self, request: Request) -> Response:
        """The newest message first."""
        wanted, to = request.query_params.get("lang", ""), request.query_params.get("to", "")
        locale = wanted if wanted in TEXTS else "ru"
        texts = TEXTS[locale]
        found = letters.letters(self.bank.ledger, to)
        shown = "".join(_letter(one, texts) for one in found) or f"<p>{texts['none']}</p>"
        here = f"?lang={locale}" + (f"&amp;to={quote(to)}" if to else "")
        body = (
            f"<h1>{texts['title']}</h1><p class=note>{texts['play']}</p>{shown}"
            f'<p><a class="button" href="{here}">{texts["again"]}</a></p>'
        )
        if to:
            body += f'<p><a class="button quiet" href="?lang={locale}">{texts["all"]}</a></p>'
        more = f"&amp;to={quote(to)}" if to else ""
        return document(texts, locale, body, "'none'", status=200, query=more)


def _letter(one: Json, texts: dict[str, str]) -> str:
    at = datetime.fromtimestamp(one["at"], UTC)
    subject = f"<dt>{escape(one['subject'])}</dt>" if one["subject"] else ""
    return (
        f'<dl data-to="{escape(one["to"])}"><dt>{texts[one["road"]]}: {escape(one["to"])} ·'
        f' <time datetime="{at.isoformat(timespec="seconds")}">{at:%H:%M:%S} UTC</time></dt>'
        f"{subject}<dd>{escape(one['text'])}</dd></dl>"
    )
