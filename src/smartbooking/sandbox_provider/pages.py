"""The hosted payment page: plain HTML that works without scripts, in kk, ru and en.

Invariant: it asks for no card details. The address holds 192 random bits; who has it may decide the payment.
"""

from __future__ import annotations

import base64
import hashlib
from html import escape
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from smartbooking.kernel.money import Money, exponent
from smartbooking.sandbox_provider.bank import Bank, PageView
from smartbooking.sandbox_provider.texts import LANGUAGE_NAMES, TEXTS

_STYLE: Final = (Path(__file__).parent / "style.css").read_text()
_STYLE_HASH: Final = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
CHOICES: Final = frozenset({"pay", "pay_3ds", "decline", "insufficient", "cancel"})
WAITING: Final = "requires_action"
_SIGNS: Final = {"KZT": "₸", "RUB": "₽", "USD": "$", "EUR": "€"}
_NARROW_SPACE: Final = "\u00a0"


class Pages:
    """The page, the bank's question, and the way back, for the payments of every protocol."""

    def __init__(self, bank: Bank) -> None:
        self.bank = bank

    def routes(self) -> list[Route]:
        return [
            Route("/pay/{secret}", self.show, methods=["GET"]),
            Route("/pay/{secret}", self.choose, methods=["POST"]),
            Route("/pay/{secret}/bank", self.show_bank, methods=["GET"]),
            Route("/pay/{secret}/bank", self.answer_bank, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        view, texts, locale = self._open(request)
        if view is None:
            return _missing(texts, locale)
        if view.status != WAITING:
            return _page(view, texts, locale, _result(view, texts))
        if view.asks_bank:
            return _to_bank(request, locale)
        return _page(view, texts, locale, _choices(view, texts))

    async def choose(self, request: Request) -> Response:
        view, texts, locale = self._open(request)
        if view is None:
            return _missing(texts, locale)
        choice = str((await request.form(max_fields=4)).get("choice", ""))
        if choice not in CHOICES:
            return _page(view, texts, locale, _choices(view, texts), status=422)
        onward = self._decide(request, choice)
        return RedirectResponse(onward, status_code=303) if onward else self._stay(request)

    async def show_bank(self, request: Request) -> Response:
        view, texts, locale = self._open(request)
        if view is None:
            return _missing(texts, locale)
        if view.status != WAITING or not view.asks_bank:
            return RedirectResponse(f"/pay/{request.path_params['secret']}?lang={locale}", status_code=303)
        return _page(view, texts, locale, _bank(view, texts))

    async def answer_bank(self, request: Request) -> Response:
        view, texts, locale = self._open(request)
        if view is None:
            return _missing(texts, locale)
        answer = str((await request.form(max_fields=4)).get("answer", ""))
        if answer not in ("confirm", "refuse"):
            return _page(view, texts, locale, _bank(view, texts), status=422)
        onward = self._decide(request, "bank_yes" if answer == "confirm" else "bank_no")
        return RedirectResponse(onward or view.return_url, status_code=303)

    def _open(self, request: Request) -> tuple[PageView | None, dict[str, str], str]:
        """The payment behind the address, the texts of the language asked for, and that language."""
        self.bank.time_passes()
        found = self.bank.ledger.page(request.path_params["secret"])
        view = self.bank.desks[found[0]].view(found[1]) if found else None
        wanted = request.query_params.get("lang", "")
        locale = wanted if wanted in TEXTS else (view.locale if view else "ru")
        return view, TEXTS[locale], locale

    def _stay(self, request: Request) -> Response:
        """The page again, or the bank's question when that is what was chosen."""
        view, _, locale = self._open(request)
        if view is not None and view.asks_bank:
            return _to_bank(request, locale)
        return RedirectResponse(f"/pay/{request.path_params['secret']}?lang={locale}", status_code=303)

    def _decide(self, request: Request, choice: str) -> str:
        with self.bank.ledger.writing():
            found = self.bank.ledger.page(request.path_params["secret"])
            assert found is not None
            return self.bank.desks[found[0]].decide(found[1], choice)


def _to_bank(request: Request, locale: str) -> Response:
    return RedirectResponse(f"/pay/{request.path_params['secret']}/bank?lang={locale}", status_code=303)


def shown(amount: int, currency: str) -> str:
    """An amount as people read it: groups of three, no decimals where they are zero, the sign after it."""
    major = Money(amount, currency).major
    digits = exponent(currency) if major != major.to_integral_value() else 0
    return f"{major:,.{digits}f}".replace(",", _NARROW_SPACE) + _NARROW_SPACE + _SIGNS.get(currency, currency)


def _choices(view: PageView, texts: dict[str, str]) -> str:
    amount = shown(view.amount, view.currency)
    return f"""<h1>{texts["title"]}</h1>
<p class="amount">{amount}</p>
{_order(view, texts)}
<p class="note">{texts["play"]}</p>
<form method="post">
<button class="primary" name="choice" value="pay">{texts["pay"]} {amount}</button>
<button name="choice" value="pay_3ds">{texts["pay_3ds"]}</button>
<details><summary>{texts["other"]}</summary><div>
<button name="choice" value="decline">{texts["decline"]}</button>
<button name="choice" value="insufficient">{texts["insufficient"]}</button>
</div></details>
<button class="quiet" name="choice" value="cancel">{texts["cancel"]}</button>
</form>"""


def _bank(view: PageView, texts: dict[str, str]) -> str:
    return f"""<h1>{texts["bank_title"]}</h1>
<p class="amount">{shown(view.amount, view.currency)}</p>
{_order(view, texts)}
<p>{texts["bank_ask"]}</p>
<form method="post">
<button class="primary" name="answer" value="confirm">{texts["confirm"]}</button>
<button name="answer" value="refuse">{texts["refuse"]}</button>
</form>"""


def _result(view: PageView, texts: dict[str, str]) -> str:
    bad = view.status in ("failed", "voided")
    more = f"<p>{texts['nothing_taken']}</p>" if bad else ""
    return f"""<h1 class="{"bad" if bad else "ok"}">{texts[view.status]}</h1>
<p class="amount">{shown(view.amount, view.currency)}</p>
{_order(view, texts)}{more}
<a class="button primary" href="{escape(view.return_url)}">{texts["back"]}</a>"""


def _order(view: PageView, texts: dict[str, str]) -> str:
    return f"<dl><dt>{texts['order']}</dt><dd>{escape(view.description)}</dd></dl>"


def _missing(texts: dict[str, str], locale: str) -> Response:
    body = f"<h1>{texts['unknown']}</h1><p>{texts['unknown_more']}</p>"
    return document(texts, locale, body, "'self'", status=404)


def _page(view: PageView, texts: dict[str, str], locale: str, body: str, *, status: int = 200) -> Response:
    # Browsers apply form-action to the redirect after the form, too: the merchant's origin must be named.
    back = urlsplit(view.return_url)
    return document(texts, locale, body, f"'self' {back.scheme}://{back.netloc}", status=status)


def document(
    texts: dict[str, str], locale: str, body: str, form_action: str, *, status: int, query: str = ""
) -> HTMLResponse:
    """A page of this process; `query` follows the language in its links to other languages."""
    links = "".join(
        f'<a href="?lang={code}{query}" lang="{code}" hreflang="{code}"{" aria-current=true" if code == locale else ""}'
        f' aria-label="{name}">{code.upper()}</a>'
        for code, name in LANGUAGE_NAMES.items()
    )
    page = f"""<!doctype html>
<html lang="{locale}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">
<title>{texts["title"]} · {texts["provider"]}</title><style>{_STYLE}</style></head><body>
<header><span class="brand"><span class="mark" aria-hidden="true"></span>{texts["provider"]}</span>
<nav aria-label="{texts["language"]}">{links}</nav></header>
<main>{body}</main></body></html>"""
    policy = (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action {form_action}; base-uri 'none';"
        " frame-ancestors 'none'"
    )
    headers = {
        "content-security-policy": policy,
        "cache-control": "no-store",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
    }
    return HTMLResponse(page, status_code=status, headers=headers)
