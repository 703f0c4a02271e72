"""Webkassa, version 4 of its API: one request for each receipt, known by our own number.

The session token travels in the body, the integrator's key in a header. Error 2 says that the session ended, 11 that
the shift is older than 24 hours and has to be closed first, 14 that our number is registered already: then the
receipt that exists is ours. Whatever is no clear answer leaves the receipt unknown; the same number is sent again.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import httpx2

from smartbooking.documents.domain import FiscalKind, FiscalLine, FiscalReceipt
from smartbooking.documents.ports import Basis, RecorderRefused, RecorderSilent, Registered
from smartbooking.infra.network import http_client
from smartbooking.infra.settings import Settings
from smartbooking.kernel.money import Money

TIMEOUT_SECONDS: Final = 30.0
SALE, SALE_RETURN = 2, 3
CASH, CARD = 0, 1
PIECE: Final = 796  # unit of measure of the classifier: a piece
TAXED, UNTAXED = 100, 0
SESSION_ENDED, SHIFT_EXPIRED, SHIFT_CLOSED, NO_SHIFT, DUPLICATE = 2, 11, 12, 13, 14
# Service unavailable, busy cashbox, temporary failure: the receipt is sent again.
_PASSING: Final = frozenset({-1, 18, 505, 1014})
Json = dict[str, Any]  # Any: decoded JSON of Webkassa, read field by field below


class _Refusal(Exception):
    """The errors of one answer, and what came with them."""

    def __init__(self, code: int, text: str, found: Json | None) -> None:
        super().__init__(text)
        self.code, self.found = code, found


class Webkassa:
    """Client of one Webkassa account."""

    def __init__(
        self, *, url: str, api_key: str, login: str, password: str, timeout_seconds: float = TIMEOUT_SECONDS
    ) -> None:
        self._login, self._password = login, password
        self._token: str | None = None
        self._client = http_client(
            base_url=url, timeout_seconds=timeout_seconds, headers={"x-api-key": api_key, "accept-language": "ru-RU"}
        )

    async def close(self) -> None:
        """Close the connections; the adapter is of no use afterwards."""
        await self._client.aclose()

    async def register(self, receipt: FiscalReceipt, basis: Basis | None) -> Registered:
        """POST /api/v4/check under our number."""
        body = check_body(receipt, basis)
        try:
            return _registered(await self._call("/api/v4/check", body))
        except _Refusal as refusal:
            if refusal.code == DUPLICATE:
                return await self._existing(receipt, refusal.found)
            if refusal.code != SHIFT_EXPIRED:
                raise self._told(refusal) from refusal
        await self._close_shift(receipt.cashbox)
        try:
            return _registered(await self._call("/api/v4/check", body))
        except _Refusal as refusal:
            if refusal.code == DUPLICATE:
                return await self._existing(receipt, refusal.found)
            raise self._told(refusal) from refusal

    async def _existing(self, receipt: FiscalReceipt, found: Json | None) -> Registered:
        """The receipt that has our number already: in the answer itself, else asked for."""
        if found and found.get("CheckNumber"):
            return _registered(found)
        body = {"CashboxUniqueNumber": receipt.cashbox, "ExternalCheckNumber": receipt.id.hex}
        try:
            return _registered(await self._call("/api-history/v4/Ticket/GetTicketByExternalCheckNumber", body))
        except _Refusal as refusal:
            raise self._told(refusal) from refusal

    async def _close_shift(self, cashbox: str) -> None:
        try:
            await self._call("/api/v4/ZReport", {"CashboxUniqueNumber": cashbox})
        except _Refusal as refusal:
            if refusal.code not in (SHIFT_CLOSED, NO_SHIFT):
                raise self._told(refusal) from refusal

    async def _call(self, path: str, body: Json) -> Json:
        """One request in a session; a session that ended is begun anew, once."""
        if self._token is None:
            await self._authorize()
        try:
            return await self._post(path, {"Token": self._token, **body})
        except _Refusal as refusal:
            if refusal.code != SESSION_ENDED:
                raise
        await self._authorize()
        return await self._post(path, {"Token": self._token, **body})

    async def _authorize(self) -> None:
        try:
            granted = await self._post("/api/v4/Authorize", {"Login": self._login, "Password": self._password})
        except _Refusal as refusal:
            # The receipt is not at fault: it waits until somebody has corrected the account.
            raise RecorderSilent(f"Webkassa did not let us in: {refusal.code}") from refusal
        token = granted.get("Token")
        if not isinstance(token, str) or not token:
            raise RecorderSilent("Webkassa gave no token")
        self._token = token

    async def _post(self, path: str, body: Json) -> Json:
        try:
            reply = await self._client.post(path, json=body)
            answer = reply.json()
        except (httpx2.HTTPError, ValueError) as error:
            raise RecorderSilent(type(error).__name__) from error
        if reply.status_code >= 500 or not isinstance(answer, dict):
            raise RecorderSilent(f"HTTP {reply.status_code}")
        found = answer.get("Data")
        errors = answer.get("Errors") or []
        if errors:
            first = errors[0]
            raise _Refusal(int(first.get("Code", -1)), str(first.get("Text", "")), found)
        if reply.status_code != 200 or not isinstance(found, dict):
            raise RecorderSilent(f"HTTP {reply.status_code} without data")
        return found

    @staticmethod
    def _told(refusal: _Refusal) -> Exception:
        if refusal.code in _PASSING or refusal.code == SESSION_ENDED:
            return RecorderSilent(f"error {refusal.code}")
        return RecorderRefused(str(refusal.code), str(refusal))


def check_body(receipt: FiscalReceipt, basis: Basis | None) -> Json:
    """The request without its token. Positions add up to the payment exactly."""
    body: Json = {
        "CashboxUniqueNumber": receipt.cashbox,
        "OperationType": SALE_RETURN if receipt.kind is FiscalKind.REFUND else SALE,
        "Positions": [_position(line) for line in receipt.lines],
        "Payments": [{"Sum": _number(receipt.amount), "PaymentType": CASH if receipt.cash else CARD}],
        "Change": 0,
        "RoundType": 0,
        "ExternalCheckNumber": receipt.id.hex,
    }
    if basis is not None:
        body["ReturnBasisDetails"] = {
            "DateTime": basis.made_at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S"),
            "Total": _number(basis.total),
            "CheckNumber": basis.number,
            "RegistrationNumber": basis.registration,
            "IsOffline": False,
        }
    return body


def _position(line: FiscalLine) -> Json:
    taxed = line.tax.minor > 0
    return {
        "Count": 1,
        "Price": _number(line.amount),
        "TaxType": TAXED if taxed else UNTAXED,
        "TaxPercent": line.tax_points / 100 if taxed else 0,
        "Tax": _number(line.tax),
        "PositionName": line.name[:128] or "-",
        "UnitCode": PIECE,
    }


def _number(amount: Money) -> float:
    """Two decimals as JSON; tenge and tiyn fit a float exactly enough to be read back."""
    return float(amount.major)


def _registered(found: Json) -> Registered:
    number = str(found.get("CheckNumber") or "")
    if not number:
        raise RecorderSilent("an answer without a number")
    cashbox = found.get("Cashbox") or {}
    return Registered(
        number=number,
        registration=str(cashbox.get("RegistrationNumber") or ""),
        url=str(found.get("TicketUrl") or ""),
        made_at=_moment(str(found.get("DateTimeUTC") or "")),
    )


def _moment(text: str) -> datetime:
    try:
        made = datetime.fromisoformat(text)
    except ValueError as error:
        raise RecorderSilent("an answer without a time") from error
    return made if made.tzinfo else made.replace(tzinfo=UTC)


def build(settings: Settings) -> Webkassa | None:
    """The client when this installation has an account."""
    if not settings.webkassa_url:
        return None
    return Webkassa(
        url=settings.webkassa_url,
        api_key=settings.webkassa_api_key.get_secret_value(),
        login=settings.webkassa_login,
        password=settings.webkassa_password.get_secret_value(),
    )
