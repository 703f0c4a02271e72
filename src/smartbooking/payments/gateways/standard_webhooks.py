"""Checking Standard Webhooks signatures (https://www.standardwebhooks.com): HMAC-SHA256 of id.timestamp.payload."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from smartbooking.payments.ports import BadSignature

TOLERANCE_SECONDS: Final = 300
MAX_SIGNATURES: Final = 16


def verify(headers: Mapping[str, str], body: bytes, *, secrets: Sequence[str], now: datetime) -> None:
    """Raises BadSignature unless one `v1` signature fits one of the secrets and the time is within 300 s.

    Every pair is compared, in constant time each, so that the answer's time tells nothing.
    """
    message_id, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not message_id or not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
        raise BadSignature("no webhook-id or webhook-timestamp")
    if abs(now.timestamp() - int(stamp)) > TOLERANCE_SECONDS:
        raise BadSignature("the timestamp is more than 300 s away")
    signed = f"{message_id}.{stamp}.".encode() + body
    expected = [hmac.new(_key(secret), signed, hashlib.sha256).digest() for secret in secrets]
    given = [_decoded(part) for part in headers.get("webhook-signature", "").split()[:MAX_SIGNATURES]]
    fits = [hmac.compare_digest(one, other) for one in given for other in expected]
    if not any(fits):
        raise BadSignature("no signature fits an active secret")


def _decoded(part: str) -> bytes:
    version, _, text = part.partition(",")
    if version != "v1":
        return b""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""


def _key(secret: str) -> bytes:
    """`whsec_` and base64 as the standard has it; text that is not base64 counts as it stands."""
    body = secret.removeprefix("whsec_")
    try:
        return base64.b64decode(body, validate=True)
    except (binascii.Error, ValueError):
        return body.encode()
