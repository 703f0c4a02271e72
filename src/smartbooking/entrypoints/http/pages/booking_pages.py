"""Pages of a booking that work without scripts: cancelling by a form, and the statement for printing."""

from __future__ import annotations

from datetime import datetime
from html import escape
from typing import Annotated, Final
from urllib.parse import parse_qs

from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from smartbooking.bookings.domain.caller import Caller
from smartbooking.bookings.service import cancellation
from smartbooking.entrypoints.http.pages.booking_paint import AGREED, Guest, Shown, facts, opened, prices
from smartbooking.entrypoints.http.pages.words import word
from smartbooking.infra.crypto import BadToken, Signer
from smartbooking.infra.db import Tx
from smartbooking.infra.http.deps import DatabaseDep, LocaleDep, NowDep, ReadTxDep, SignerDep, locale_of
from smartbooking.kernel.principal import Principal

router = APIRouter(include_in_schema=False)
_PRIVATE: Final = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; form-action 'self'"
    ),
}
# One page for A4 and for the 80 mm roll of a till; black on white, so that nothing is lost on paper.
_STYLE: Final = """
*{box-sizing:border-box}body{font:16px/1.5 system-ui,sans-serif;color:#0e1f24;background:#fff;margin:0}
main{max-width:44rem;margin:0 auto;padding:24px 16px 48px}h1{font-size:24px;line-height:1.2;margin:0 0 4px}
h2{font-size:18px}dl{margin:0}dd{margin:0}a{color:#08656f}
ul{margin:4px 0 16px;padding:0;list-style:none;font-weight:600}
.tag{display:inline-block;border:1px solid;border-radius:6px;padding:2px 8px;font-size:14px;font-weight:600}
.plain-top{display:flex;flex-wrap:wrap;gap:16px;justify-content:space-between}.plain-top dl{flex:1 1 260px}
dt{color:#45575d;font-size:14px}.plain-top dd{margin:0 0 10px}.ticket-code{font-size:24px;letter-spacing:.04em}
.prices>div{display:flex;justify-content:space-between;gap:16px;padding:6px 0;border-top:1px solid #d5dedf}
.prices .total{font-weight:700;font-size:18px}.prices dt{color:inherit;font-size:inherit}.prices dd{white-space:nowrap}
.note{color:#45575d;font-size:14px;margin-top:20px}
@media print{main{max-width:none;padding:0}a{color:#000;text-decoration:none}.screen{display:none}
.prices>div,.plain-top{break-inside:avoid}}
@page{size:auto;margin:14mm}
@media print and (max-width:90mm){body{font-size:11px}main{padding:0}h1{font-size:14px}.plain-top{display:block}
.ticket-code{font-size:18px}.prices .total{font-size:13px}.plain-top dl{flex:none}dt{font-size:10px;color:#000}}
"""


@router.get("/r/{booking_id}")
async def statement(
    read: ReadTxDep, signer: SignerDep, locale: LocaleDep, now: NowDep,
    token: Annotated[str, Query(max_length=1000)] = "",
) -> Response:  # fmt: skip
    """What was booked and what it costs, for A4 and for the roll of a till printer."""
    shown = await opened(read, signer, Guest(token=token, locale=locale, now=now))
    return _missing(locale) if shown is None else _statement(shown)


@router.post("/m/{booking_id}/cancel")
async def cancel_by_form(request: Request, database: DatabaseDep, signer: SignerDep, now: NowDep) -> Response:
    """Cancels what the form showed. The link's token, which no other site knows, is what allows it."""
    sent = {name: values[0] for name, values in parse_qs((await request.body()).decode("utf-8", "replace")).items()}
    locale = locale_of(request, sent.get("lang"))
    guest = Guest(token=sent.get("token", ""), locale=locale, now=now)

    async def use_case(tx: Tx) -> tuple[Shown | None, bool]:
        shown = await opened(tx, signer, guest)
        if shown is None or shown.bill is None:
            return shown, True
        if not _as_shown(shown, signer, sent.get("agreed", ""), now):
            return shown, False
        caller = Caller(principal=Principal(), link_to=shown.booking.id)
        await cancellation.cancel(
            tx, booking_id=shown.booking.id, caller=caller, reason="", refund_requested=True, now=now
        )
        return shown, True

    shown, done = await database.run(use_case)
    if shown is None:
        return _missing(locale)
    note = "" if done else "&changed=1"
    return RedirectResponse(shown.address(f"/m/{shown.id}") + note, status_code=303, headers=_PRIVATE)


def _as_shown(shown: Shown, signer: Signer, agreed: str, now: datetime) -> bool:
    """Whether the amounts are still those beside the button."""
    try:
        amounts = signer.open(AGREED, agreed, now=now)
    except (BadToken, ValueError):
        return False
    found = shown.bill
    return found is not None and amounts == {
        "b": shown.booking.id.hex, "r": found.refund.minor, "f": (found.kept + found.charge).minor,
    }  # fmt: skip


def _statement(shown: Shown) -> Response:
    locale, booking = shown.guest.locale, shown.booking
    title = f"{word('receipt', locale)} {booking.code}"
    made = f"{word('printed', locale)}: {shown.guest.now:%Y-%m-%d %H:%M} UTC"
    back = escape(shown.address(f"/m/{shown.id}"))
    return _page(
        title, locale,
        f"<h1>{escape(title)}</h1>{facts(shown)}{prices(shown)}"
        f'<p class="note">{word("not_fiscal", locale)}. {made}</p>'
        f'<p class="screen"><a href="{back}">{word("back", locale)}</a></p>',
    )  # fmt: skip


def _missing(locale: str) -> Response:
    find = f'<p><a href="/bookings?lang={locale}">{word("find", locale)}</a></p>'
    title = word("not_found", locale)
    return _page(title, locale, f"<h1>{title}</h1><p>{word('not_found_text', locale)}</p>{find}", status=404)


def _page(title: str, locale: str, body: str, *, status: int = 200) -> Response:
    return HTMLResponse(
        f'<!doctype html><html lang="{locale}"><meta charset="utf-8"><title>{escape(title)} — SmartBooking</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{_STYLE}</style>'
        f"<main>{body}</main></html>",
        status_code=status, headers=_PRIVATE,
    )  # fmt: skip
