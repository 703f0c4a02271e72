"""Standard Webhooks signatures: base64(HMAC-SHA256(secret, id.timestamp.payload)), https://www.standardwebhooks.com."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac


def secret_bytes(secret: str) -> bytes:
    """`whsec_` and base64 as the standard has it; text that is not base64 counts as it stands."""
    body = secret.removeprefix("whsec_")
    try:
        return base64.b64decode(body, validate=True)
    except (binascii.Error, ValueError):
        return body.encode()


def signature(secret: str, message_id: str, timestamp: int, payload: bytes) -> str:
    """The value of one entry of the `webhook-signature` header."""
    signed = f"{message_id}.{timestamp}.".encode() + payload
    digest = hmac.new(secret_bytes(secret), signed, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode()
