"""Twilio: the part of its REST interface that sends messages. What is out of the documented form is refused."""

from __future__ import annotations

import base64
import hmac
import re
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Final
from urllib.parse import parse_qsl

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from smartbooking.sandbox_provider import letters
from smartbooking.sandbox_provider.bank import Answered, Bank
from smartbooking.sandbox_provider.ledger import Json

NAME: Final = "twilio"
ACCOUNT: Final[Mapping[str, str]] = {
    "account_sid": "AC00000000000000000000000000000001",
    "auth_token": "twilio-local-token",
    "from": "SmartBook",
}
LONGEST: Final = 1600
# Twilio's own number for trying out what happens to a number that can not be.
NOBODY: Final = "+15005550001"
_NUMBER: Final = re.compile(r"\+[1-9]\d{7,14}")
_FIELDS: Final = frozenset({"To", "From", "MessagingServiceSid", "Body", "StatusCallback"})


def router(bank: Bank) -> APIRouter:
    """The protocol over the peer's ledger."""
    made = APIRouter()

    async def create(request: Request) -> Response:
        raw = await request.body()
        faults = await bank.suffer(NAME, "send")
        account = bank.account(NAME)
        _authorised(request, account)
        form = _form(request, raw)
        _checked(form, account)
        with bank.ledger.writing():
            answer = _take(bank, form, account)
        return bank.reply(JSONResponse(answer, status_code=201), faults)

    made.add_route("/2010-04-01/Accounts/{account}/Messages.json", create, methods=["POST"])
    return made


def _refuse(status: int, code: int, message: str) -> Answered:
    more = f"https://www.twilio.com/docs/errors/{code}"
    return Answered(
        JSONResponse({"code": code, "message": message, "more_info": more, "status": status}, status_code=status)
    )


def _authorised(request: Request, account: Mapping[str, str]) -> None:
    expected = base64.b64encode(f"{account['account_sid']}:{account['auth_token']}".encode()).decode()
    given = request.headers.get("authorization", "")
    if not hmac.compare_digest(given.encode(), f"Basic {expected}".encode()):
        raise _refuse(401, 20003, "Authenticate")
    if request.path_params["account"] != account["account_sid"]:
        raise _refuse(404, 20404, "The requested resource was not found")


def _form(request: Request, raw: bytes) -> dict[str, str]:
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        raise _refuse(400, 20001, "A form is expected")
    pairs = parse_qsl(raw.decode("utf-8", "replace"), keep_blank_values=True)
    form = dict(pairs)
    if len(form) != len(pairs) or not form.keys() <= _FIELDS:
        raise _refuse(400, 20001, "A field is unknown or occurs twice")
    return form


def _checked(form: Mapping[str, str], account: Mapping[str, str]) -> None:
    to, sender = form.get("To", ""), form.get("From") or form.get("MessagingServiceSid")
    if not to:
        raise _refuse(400, 21604, "A 'To' phone number is required.")
    if to == NOBODY or not _NUMBER.fullmatch(to):
        raise _refuse(400, 21211, f"Invalid 'To' Phone Number: {to[:4]}")
    if not sender:
        raise _refuse(400, 21603, "A 'From' phone number is required.")
    if sender != account["from"]:
        raise _refuse(400, 21606, "The From phone number is not a valid sender of this account")
    if not form.get("Body"):
        raise _refuse(400, 21602, "Message body is required.")
    if len(form["Body"]) > LONGEST:
        raise _refuse(400, 21617, "The concatenated message body exceeds the 1600 character limit")


def _take(bank: Bank, form: Mapping[str, str], account: Mapping[str, str]) -> Json:
    """Keep the message as a telephone would show it, and answer as Twilio does. Every call is a new message."""
    sid = "SM" + secrets.token_hex(16)
    sender = form.get("From") or form["MessagingServiceSid"]
    letters.keep(bank.ledger, road="sms", to=form["To"], sender=sender, subject="", text=form["Body"], ident=sid)
    at = format_datetime(datetime.now(UTC))
    return {
        "account_sid": account["account_sid"], "api_version": "2010-04-01", "body": form["Body"],
        "date_created": at, "date_updated": at, "date_sent": None, "direction": "outbound-api", "error_code": None,
        "error_message": None, "from": form.get("From"), "messaging_service_sid": form.get("MessagingServiceSid"),
        "num_media": "0", "num_segments": "1", "price": None, "price_unit": None, "sid": sid, "status": "queued",
        "to": form["To"], "uri": f"/2010-04-01/Accounts/{account['account_sid']}/Messages/{sid}.json",
    }  # fmt: skip
