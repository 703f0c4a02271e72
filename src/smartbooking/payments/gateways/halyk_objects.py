"""Halyk ePay's transactions, messages and the page that opens its form. No network here."""

from __future__ import annotations

import base64
import hashlib
import hmac
import html
import json
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from smartbooking.kernel.money import Money
from smartbooking.payments.domain import AttemptStatus
from smartbooking.payments.gateways.asking import Json, field
from smartbooking.payments.gateways.callers import same
from smartbooking.payments.ports import BadSignature, Hint, Order, OutcomeUnknown, Reply, Report

_STATES: Final = {
    "NEW": AttemptStatus.REQUIRES_ACTION,
    "3D": AttemptStatus.REQUIRES_ACTION,
    "FINGERPRINT": AttemptStatus.REQUIRES_ACTION,
    "AUTH": AttemptStatus.AUTHORISED,
    "CHARGE": AttemptStatus.CAPTURED,
    "REFUND": AttemptStatus.CAPTURED,
    "CANCEL": AttemptStatus.VOIDED,
    "CANCEL_OLD": AttemptStatus.VOIDED,
    "FAILED": AttemptStatus.FAILED,
    "REJECT": AttemptStatus.FAILED,
}
_LANGUAGES: Final = {"kk": "kaz", "ru": "rus", "en": "eng"}
_WORDS: Final = {
    "kk": ("Банк бетін ашып жатырмыз…", "Банк жауап бермейді. Тағы бір рет көріңіз"),
    "ru": ("Открываем страницу банка…", "Банк не отвечает. Попробуйте ещё раз"),
    "en": ("Opening the bank’s page…", "The bank does not answer. Try again"),
}
_CALL: Final = 'halyk.pay(JSON.parse(document.getElementById("payment").textContent))'
_BANK: Final = "https://*.homebank.kz https://*.epayment.kz"


def signature(secret: str, purpose: str, fields: Mapping[str, str]) -> str:
    """Proves that we said it: of a page's address, or the `secret_hash` of an invoice."""
    said = f"{purpose}\n{urlencode(sorted(fields.items()))}"
    return hmac.new(secret.encode(), said.encode(), hashlib.sha256).hexdigest()


def code_of(order: Order) -> str:
    """Our code, Halyk's invoiceID."""
    if order.reference is None:
        raise OutcomeUnknown("the payment has no code yet")
    return order.reference


def waiting(order: Order, redirect_url: str) -> Report:
    """An invoice nobody has tried to pay: Halyk does not know of it."""
    zero = Money.zero(order.amount.currency)
    return Report(
        reference=code_of(order),
        status=AttemptStatus.REQUIRES_ACTION,
        booking_id=order.booking_id.hex,
        amount=order.amount,
        captured=zero,
        refunded=zero,
        redirect_url=redirect_url,
    )


def transaction_report(order: Order, found: Json) -> Report:
    """A transaction as Halyk tells it. Sums that do not fit together are unknown."""
    word = field(found, "statusName", str)
    status = _STATES.get(word)
    if status is None:
        raise OutcomeUnknown(f"a payment that is {word}")
    amount, given = whole_and_given(found)
    zero = Money.zero(amount.currency)
    paid = status is AttemptStatus.CAPTURED
    return Report(
        reference=field(found, "invoiceID", str),
        status=status,
        booking_id=field(found, "accountID", str),
        amount=amount,
        captured=amount if paid else zero,
        refunded=given if paid else zero,
        redirect_url=order.redirect_url if status is AttemptStatus.REQUIRES_ACTION else None,
        decline_code=str(found.get("reasonCode") or "declined") if status is AttemptStatus.FAILED else None,
    )


def whole_and_given(found: Json) -> tuple[Money, Money]:
    """What a payment was worth and what went back of it.

    Read from the documentation's example: orgAmount = amount + payoutAmount. Where that is not so we do not guess.
    """
    currency = field(found, "currency", str)
    left, given = _money(found.get("amount"), currency), _money(found.get("payoutAmount") or 0, currency)
    whole = left if found.get("orgAmount") is None else _money(found.get("orgAmount"), currency)
    if whole.minor != left.minor + given.minor:
        raise OutcomeUnknown("orgAmount is not amount and payoutAmount together")
    return whole, given


def read_post_link(body: bytes, *, terminal: str, secret: str) -> Hint:
    """A message proven by the secret_hash we gave for its invoice; the rest of it is not signed and not believed."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadSignature("the message is not readable") from error
    if not isinstance(told, dict):
        raise BadSignature("the message is not an object")
    invoice, given = told.get("invoiceId"), told.get("secret_hash")
    if not isinstance(invoice, str) or not isinstance(given, str):
        raise BadSignature("no invoice, no secret_hash")
    if not same(given, signature(secret, "postlink", {"invoice": invoice})) or told.get("terminal") != terminal:
        raise BadSignature("secret_hash or terminal does not fit")
    return Hint(event_id=hashlib.sha256(body).hexdigest()[:32], kind="postlink", reference=invoice)


def page_of(payment: Mapping[str, Any], script_url: str, locale: str) -> Reply:  # Any: a number among texts
    """Our page that calls the bank's script. Nothing on it but the payment, which is no executable script."""
    opening, _ = _words(locale)
    said = json.dumps(payment, ensure_ascii=True)
    for sign in "<>&":
        said = said.replace(sign, f"\\u{ord(sign):04x}")
    body = (
        f'<p>{opening}</p><script type="application/json" id="payment">{said}</script>'
        f'<script src="{html.escape(script_url)}"></script><script>{_CALL}</script>'
    )
    return _page(locale, opening, body, _origin(script_url))


def sorry_page(locale: str, address: str) -> Reply:
    """The bank was silent; the same address may be tried again."""
    opening, sorry = _words(locale)
    return _page(locale, opening, f'<p><a href="{html.escape(address)}">{sorry}</a></p>', "", status=503)


def _page(locale: str, title: str, body: str, bank: str, status: int = 200) -> Reply:
    digest = base64.b64encode(hashlib.sha256(_CALL.encode()).digest()).decode()
    reached = f"{bank} {_BANK}"
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title>'
    headers = {
        "Cache-Control": "no-store",
        "Referrer-Policy": "origin",
        "X-Robots-Tag": "noindex",
        "Content-Security-Policy": (
            f"default-src 'none'; script-src {reached} 'sha256-{digest}'; connect-src {reached}; frame-src {reached};"
            f" form-action {reached}; style-src 'unsafe-inline' {reached}; img-src data: {reached};"
            f" font-src data: {reached}; base-uri 'none'; frame-ancestors 'none'"
        ),
    }
    document = f'<!doctype html><html lang="{_language(locale)}"><head>{head}</head><body>{body}</body></html>'
    return Reply(body=document.encode(), content_type="text/html; charset=utf-8", status=status, headers=headers)


def language_of(locale: str) -> str:
    """Halyk's word for a language."""
    return _LANGUAGES[_language(locale)]


def major_of(amount: Money) -> str:
    """An amount as text: 4000 or 4000.50."""
    whole = amount.major
    return str(int(whole)) if whole == int(whole) else f"{whole:.2f}"


def _language(locale: str) -> str:
    return locale if locale in _LANGUAGES else "ru"


def _words(locale: str) -> tuple[str, str]:
    return _WORDS[_language(locale)]


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _money(value: object, currency: str) -> Money:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise OutcomeUnknown("an amount that is none")
    try:
        return Money.of(Decimal(str(value)), currency)
    except (InvalidOperation, ValueError) as error:
        raise OutcomeUnknown("an amount that is none") from error
