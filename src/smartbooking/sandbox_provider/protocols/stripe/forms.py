"""Stripe's wire: form-encoded requests with bracketed names, its error documents, its lists. Strict on both sides."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final, NoReturn
from urllib.parse import parse_qsl

from starlette.responses import JSONResponse

from smartbooking.sandbox_provider.bank import Answered
from smartbooking.sandbox_provider.ledger import Json
from smartbooking.sandbox_provider.rules import MAX_AMOUNT, card_number_in

Check = Callable[[str], object]
Form = dict[str, Any]  # Any: what the checks made of the text
PAGE_LIMIT: Final = 100


def fail(
    status: int, message: str, *, kind: str = "invalid_request_error", code: str = "", param: str = "", **more: object
) -> NoReturn:
    """Refuse as Stripe does."""
    error = {
        "message": message,
        "type": kind,
        **({"code": code} if code else {}),
        **({"param": param} if param else {}),
    }
    raise Answered(JSONResponse({"error": {**error, **more}}, status_code=status))


def read_form(raw: bytes, shape: Mapping[str, Check], required: tuple[str, ...] = ()) -> Form:
    """The parameters by their bracketed names; `name[*]` in the shape takes any one key. Refuses everything else."""
    try:
        pairs = parse_qsl(raw.decode(), keep_blank_values=True, strict_parsing=bool(raw))
    except ValueError:
        fail(400, "Invalid form body.", code="parameter_invalid")
    form: Form = {}
    for name, value in pairs:
        if name in form:
            fail(400, f"Repeated parameter: {name}", code="parameter_invalid", param=name)
        form[name] = _checked(name, value, shape)
    for name in required:
        if name not in form:
            fail(400, f"Missing required param: {name}.", code="parameter_missing", param=name)
    return form


def _checked(name: str, value: str, shape: Mapping[str, Check]) -> object:
    check = shape.get(name) or shape.get(re.sub(r"\[[A-Za-z0-9_\-]{1,40}\]$", "[*]", name))
    if check is None:
        fail(400, f"Received unknown parameter: {name}", code="parameter_unknown", param=name)
    if card_number_in(value):
        fail(402, "Sending credit card numbers directly to the API is unsafe.", param=name)
    try:
        return check(value)
    except ValueError as error:
        fail(400, f"Invalid {name}: {error}", code="parameter_invalid", param=name)


def nested(form: Form, prefix: str) -> dict[str, str]:
    """The keys under `prefix[...]`."""
    found = re.compile(re.escape(prefix) + r"\[([^\[\]]+)\]$")
    return {match[1]: value for name, value in form.items() if (match := found.match(name))}


def text(limit: int) -> Check:
    """Any text up to a length."""

    def check(value: str) -> str:
        if not value or len(value) > limit:
            raise ValueError(f"must have 1 to {limit} characters")
        return value

    return check


def one_of(*words: str) -> Check:
    """One of some words."""

    def check(value: str) -> str:
        if value not in words:
            raise ValueError(f"must be one of {', '.join(words)}")
        return value

    return check


def ident(prefix: str) -> Check:
    """An id of a kind of object."""

    def check(value: str) -> str:
        if not re.fullmatch(re.escape(prefix) + r"[A-Za-z0-9_]{3,200}", value):
            raise ValueError(f"must be an id that begins with {prefix}")
        return value

    return check


def whole(low: int, high: int) -> Check:
    """A whole number."""

    def check(value: str) -> int:
        if not re.fullmatch(r"[0-9]{1,15}", value) or not low <= int(value) <= high:
            raise ValueError("Invalid integer")
        return int(value)

    return check


def web_url(value: str) -> str:
    """An address a browser can be sent to."""
    if not re.fullmatch(r"https?://[^\s<>\"']{3,2000}", value):
        raise ValueError("Not a valid URL")
    return value


def currency(value: str) -> str:
    """A lower-case code of a currency Stripe knows."""
    if value not in CURRENCIES:
        raise ValueError("Invalid currency")
    return value


AMOUNT: Final = whole(1, MAX_AMOUNT)
_CODES: Final = """aed amd azn cad chf clp cny eur gbp gel ghs huf idr ils inr isk jod jpy kgs krw kwd kzt mga mxn pln
rub sek sgd thb tjs try uah ugx usd uzs vnd"""
CURRENCIES: Final = frozenset(_CODES.split())


def page_of(oldest_first: list[Json], form: Form, url: str) -> Json:
    """A list of Stripe: newest first; `starting_after` goes to older ones, `ending_before` to newer ones."""
    rows = oldest_first[::-1]
    limit = form.get("limit", 10)
    names = [row["id"] for row in rows]
    for cursor in ("starting_after", "ending_before"):
        if cursor in form and form[cursor] not in names:
            fail(400, f"No such object: '{form[cursor]}'", code="resource_missing", param=cursor)
    if "ending_before" in form:
        newer = rows[: names.index(form["ending_before"])]
        return {"object": "list", "url": url, "has_more": len(newer) > limit, "data": newer[-limit:]}
    start = names.index(form["starting_after"]) + 1 if "starting_after" in form else 0
    older = rows[start:]
    return {"object": "list", "url": url, "has_more": len(older) > limit, "data": older[:limit]}


LISTING: Final[dict[str, Check]] = {
    "limit": whole(1, PAGE_LIMIT),
    "starting_after": text(255),
    "ending_before": text(255),
    "created[gte]": whole(0, 1 << 40),
    "created[lte]": whole(0, 1 << 40),
}


def in_window(rows: list[Json], form: Form) -> list[Json]:
    """The rows made within `created[gte]` and `created[lte]`."""
    low, high = form.get("created[gte]", 0), form.get("created[lte]", 1 << 40)
    return [row for row in rows if low <= row["created"] <= high]
