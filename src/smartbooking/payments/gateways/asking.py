"""One request to a provider: whatever is not a readable answer is unknown, never a failure."""

from __future__ import annotations

from typing import Any, Final

import httpx2

from smartbooking.kernel.money import Money
from smartbooking.payments.domain import RefundStatus
from smartbooking.payments.ports import OutcomeUnknown, RefundOrder, RefundReport

TIMEOUT_SECONDS: Final = 10.0
# These say "not now" or "not you" and nothing about the payment.
_SAYS_NOTHING: Final = frozenset({301, 302, 307, 308, 401, 403, 408, 425, 429})
Json = dict[str, Any]  # Any: decoded JSON of a provider, read field by field


async def ask(client: httpx2.AsyncClient, method: str, path: str, **parts: Any) -> httpx2.Response:
    """The provider's answer. Raises OutcomeUnknown for silence, 5xx, redirects, refused keys and "not now"."""
    try:
        reply = await client.request(method, path, **parts)  # Any: httpx2's own options
    except httpx2.HTTPError as error:
        raise OutcomeUnknown(f"{method} {path}: {type(error).__name__}") from error
    if reply.status_code >= 500 or reply.status_code in _SAYS_NOTHING:
        raise OutcomeUnknown(f"{method} {path}: {reply.status_code}")
    return reply


async def ask_json(client: httpx2.AsyncClient, method: str, path: str, **parts: Any) -> Json:
    """The answer as a JSON object; anything else is unknown."""
    reply = await ask(client, method, path, **parts)
    try:
        document = reply.json()
    except ValueError as error:
        raise OutcomeUnknown(f"{method} {path}: not JSON") from error
    if not isinstance(document, dict):
        raise OutcomeUnknown(f"{method} {path}: not an object")
    return document


def field(document: object, name: str, kind: type[Any] | tuple[type[Any], ...]) -> Any:  # Any: checked here
    """A field of an answer; a missing or odd one makes the whole answer unusable."""
    value = document.get(name) if isinstance(document, dict) else None
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise OutcomeUnknown(f"the provider's answer has no usable {name}")
    return value


def told_by_sum(order: RefundOrder, given_back: Money) -> RefundReport | None:
    """Whether a refund was made, by all that went back so far: for providers whose refunds carry no name of ours.

    None: it was certainly not made. Raises OutcomeUnknown while other refunds of the payment are under way.
    """
    besides = order.besides or Money.zero(order.amount.currency)
    if given_back == besides:
        return None
    if given_back == besides + order.amount:
        return returned(order)
    raise OutcomeUnknown("what went back does not tell whether this refund is in it")


def returned(order: RefundOrder) -> RefundReport:
    """The refund as made; its name is ours."""
    return RefundReport(reference=f"back_{order.refund_id.hex}", status=RefundStatus.SUCCEEDED, amount=order.amount)
