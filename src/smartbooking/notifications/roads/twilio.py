"""SMS by Twilio's REST interface: one request per message.

Twilio knows no idempotency keys for messages: what is tried again after silence may arrive twice, and says the same.
"""

from __future__ import annotations

import base64
from typing import Final

import httpx2

from smartbooking.infra.network import http_client
from smartbooking.infra.settings import Settings
from smartbooking.notifications.domain import RoadKind
from smartbooking.notifications.ports import Letter, NotSent, Refused, Silent

TIMEOUT_SECONDS: Final = 15.0
# Busy, or our account is not right: the message is not at fault.
_NOT_NOW: Final = frozenset({401, 403, 404, 408, 429})
_NEVER_LEFT: Final = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout)


class Twilio:
    """Client of one Twilio account. `sender`: a number, a name of letters, or a messaging service (MG...)."""

    kind = RoadKind.SMS

    def __init__(
        self, *, url: str, account_sid: str, auth_token: str, sender: str, timeout_seconds: float = TIMEOUT_SECONDS
    ) -> None:
        self._path = f"/2010-04-01/Accounts/{account_sid}/Messages.json"
        self._sender = {"MessagingServiceSid" if sender.startswith("MG") else "From": sender}
        basic = base64.b64encode(f"{account_sid}:{auth_token}".encode()).decode()
        self._client = http_client(
            base_url=url, timeout_seconds=timeout_seconds, headers={"authorization": f"Basic {basic}"}
        )

    async def close(self) -> None:
        """Close the connections; the road is of no use afterwards."""
        await self._client.aclose()

    async def send(self, letter: Letter) -> str:
        """POST Messages.json; the reference is the message's SID."""
        form = {"To": letter.to, **self._sender, "Body": letter.text.strip()}
        try:
            reply = await self._client.post(self._path, data=form)
        except _NEVER_LEFT as error:
            raise NotSent(type(error).__name__) from error
        except httpx2.HTTPError as error:
            raise Silent(type(error).__name__) from error
        if reply.status_code in _NOT_NOW or 300 <= reply.status_code < 400:
            raise NotSent(f"HTTP {reply.status_code}")
        if reply.status_code >= 500:
            raise Silent(f"HTTP {reply.status_code}")
        answer = _read(reply)
        if reply.status_code >= 400:
            raise Refused(str(answer.get("code", reply.status_code)))
        sid = answer.get("sid")
        if not isinstance(sid, str) or not sid:
            raise Silent("an answer without a SID")
        return sid


def _read(reply: httpx2.Response) -> dict[str, object]:
    try:
        answer = reply.json()
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def build(settings: Settings) -> Twilio | None:
    """The road when the account is given whole."""
    token = settings.twilio_auth_token.get_secret_value()
    if not (settings.twilio_account_sid and token and settings.twilio_from):
        return None
    return Twilio(
        url=settings.twilio_url, account_sid=settings.twilio_account_sid, auth_token=token,
        sender=settings.twilio_from,
    )  # fmt: skip
