"""Signing: quotes, links and tokens carry their own proof; the keys derive from one secret.

Each purpose has its own key (HKDF-SHA256, RFC 5869), so that a manage link can never pass as a quote.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from smartbooking.infra.settings import Settings

# Purpose of the links by which guests manage and pay their bookings.
MANAGE_BOOKING: Final = "manage-booking"
# The same of whoever bought a gift card, a pass or a membership.
MANAGE_SALE: Final = "manage-sale"


class BadToken(ValueError):
    """The token was not made by this installation for this purpose, or was changed."""


class ExpiredToken(BadToken):
    """The token was good once; its time is over."""


def master_secret(settings: Settings) -> bytes:
    """The installation's secret: from the settings, else a random one created once under data_dir (mode 0600)."""
    if configured := settings.secret_key.get_secret_value():
        return configured.encode()
    path = settings.data_dir / "secret_key"
    if not path.exists():
        _create_secret(path)
    return path.read_bytes()


def _create_secret(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".secret_key.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(48))
    try:
        os.link(aside, path)  # of several processes starting at once exactly one wins
    except FileExistsError:
        pass
    finally:
        aside.unlink()


def derive_key(secret: bytes, purpose: str) -> bytes:
    """A 32-byte key for one purpose."""
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=purpose.encode()).derive(secret)


class Signer:
    """Signs small JSON payloads with HMAC-SHA256; the token is URL-safe and readable, not secret."""

    def __init__(self, settings: Settings) -> None:
        self._secret = master_secret(settings)
        self._keys: dict[str, bytes] = {}

    def sign(self, purpose: str, payload: dict[str, Any], *, expires_at: datetime | None = None) -> str:
        """A token only `open` with the same purpose accepts, until `expires_at` (aware) if given."""
        body: dict[str, Any] = {"p": payload}
        if expires_at is not None:
            body["e"] = int(expires_at.timestamp())
        encoded = _encode(json.dumps(body, separators=(",", ":"), sort_keys=True).encode())
        return f"{encoded}.{_encode(self._mac(purpose, encoded))}"

    def open(self, purpose: str, token: str, *, now: datetime) -> dict[str, Any]:
        """The payload of a token; raises BadToken or ExpiredToken."""
        encoded, _, mac = token.partition(".")
        try:
            given = _decode(mac)
        except ValueError as error:
            raise BadToken("malformed") from error
        if not hmac.compare_digest(given, self._mac(purpose, encoded)):
            raise BadToken("wrong signature")
        body = json.loads(_decode(encoded))
        if "e" in body and now.astimezone(UTC).timestamp() >= body["e"]:
            raise ExpiredToken("expired")
        payload: dict[str, Any] = body["p"]
        return payload

    def _mac(self, purpose: str, encoded: str) -> bytes:
        key = self._keys.get(purpose) or self._keys.setdefault(purpose, derive_key(self._secret, purpose))
        return hmac.new(key, encoded.encode("ascii", "replace"), hashlib.sha256).digest()


def jwt_private_key(settings: Settings) -> Ed25519PrivateKey:
    """The Ed25519 key that signs access tokens; derived, so that several servers with one secret agree."""
    return Ed25519PrivateKey.from_private_bytes(derive_key(master_secret(settings), "jwt-ed25519-1"))


def private_pem(key: Ed25519PrivateKey) -> bytes:
    """PKCS#8 PEM of a key, the form JOSE libraries read."""
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _decode(text: str) -> bytes:
    if not text.isascii():
        raise ValueError("not base64")
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
