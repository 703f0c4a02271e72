"""Makes and reads tokens: signed access tokens, random refresh tokens.

Access tokens are JWTs of one exact form (RFC 9068, RFC 8725): three members in the header, seven claims, one
algorithm, no extras. Whatever deviates is refused before any cryptography looks at it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from smartbooking.identity.errors import InvalidToken
from smartbooking.infra import crypto
from smartbooking.infra.settings import Settings
from smartbooking.kernel.ids import MalformedId, parse_uuid, public_id, uuid7

MINT: Final = "identity.mint"  # its name among the parts of a process
ACCESS_LIFE: Final = timedelta(minutes=10)
SESSION_LIFE: Final = timedelta(days=30)  # ASVS 10.4.8: absolute, however often it is refreshed
REUSE_GRACE: Final = timedelta(seconds=10)
ALGORITHM: Final = "Ed25519"  # RFC 9864; the older name "EdDSA" is deprecated
TYPE: Final = "at+jwt"
MAX_TOKEN: Final = 1024
CLOCK_SKEW_SECONDS: Final = 5
REFRESH_PREFIX: Final = "sbr_"
_INSTANTS: Final = ("iat", "nbf", "exp")
_CLAIMS: Final = frozenset({"iss", "aud", "sub", "sid", "iat", "nbf", "exp", "jti"})
_ACTING_CLAIMS: Final = _CLAIMS | {"act"}  # RFC 8693: who acts for `sub`


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearer:
    """What a valid access token says. With `operator_id` the session is one of acting for the user."""

    user_id: UUID
    session_id: UUID
    operator_id: UUID | None = None


class TokenMint:
    """The keys of one installation. All servers that share the secret accept each other's tokens."""

    def __init__(self, settings: Settings) -> None:
        self._key = OKPKey.import_key(crypto.private_pem(crypto.jwt_private_key(settings)))
        self._kid = self._key.thumbprint()[:16]
        self._refresh_key = crypto.derive_key(crypto.master_secret(settings), "identity-refresh-1")
        self._issuer = settings.base_url
        self._audience = f"{settings.base_url}/api"

    @property
    def _header(self) -> dict[str, str]:
        return {"alg": ALGORITHM, "typ": TYPE, "kid": self._kid}

    def access_token(self, *, user_id: UUID, session_id: UUID, now: datetime) -> str:
        """A token that names user and session for ten minutes; what the user may do is looked up, not carried."""
        return self._signed(user_id, public_id("ses", session_id), now=now, expires_at=now + ACCESS_LIFE)

    def acting_token(
        self, *, user_id: UUID, operator_id: UUID, acting_id: UUID, now: datetime, expires_at: datetime
    ) -> str:
        """A token with which an operator acts for the user until that session ends; nothing renews it."""
        act = {"sub": public_id("usr", operator_id)}
        return self._signed(user_id, public_id("act", acting_id), now=now, expires_at=expires_at, act=act)

    def _signed(
        self, user_id: UUID, session: str, *, now: datetime, expires_at: datetime, act: dict[str, str] | None = None
    ) -> str:
        at = int(now.timestamp())
        claims: dict[str, Any] = {
            "iss": self._issuer,
            "aud": self._audience,
            "sub": public_id("usr", user_id),
            "sid": session,
            "iat": at,
            "nbf": at,
            "exp": at + int((expires_at - now).total_seconds()),
            "jti": uuid7().hex,
        }
        return jwt.encode(self._header, claims | ({"act": act} if act else {}), self._key, algorithms=[ALGORITHM])

    def read(self, token: str, *, now: datetime) -> Bearer:
        """The bearer of a valid access token; raises InvalidToken for anything else, whatever it is."""
        if len(token) > MAX_TOKEN or not token.isascii():
            raise InvalidToken
        try:
            header, claims = (_strict_object(part) for part in _parts(token)[:2])
            if header != self._header or claims.keys() not in (_CLAIMS, _ACTING_CLAIMS):
                raise InvalidToken
            jwt.decode(token, self._key, algorithms=[ALGORITHM])
            return self._bearer(claims, now)
        except (JoseError, MalformedId, ValueError, TypeError, RecursionError) as error:
            raise InvalidToken from error

    def _bearer(self, claims: dict[str, Any], now: datetime) -> Bearer:
        operator_id = _operator_of(claims.pop("act")) if "act" in claims else None
        instants = [claims[name] for name in _INSTANTS]
        # type(), not isinstance(): JSON's true would pass for the number 1.
        if any(type(value) is not (int if name in _INSTANTS else str) for name, value in claims.items()):
            raise InvalidToken
        issued, not_before, expires = instants
        at = now.timestamp()
        if at >= expires or max(issued, not_before) > at + CLOCK_SKEW_SECONDS:
            raise InvalidToken("Your access token has run out. Refresh it, or sign in again.")
        if claims["iss"] != self._issuer or claims["aud"] != self._audience or not claims["jti"]:
            raise InvalidToken
        session_id = parse_uuid("act" if operator_id else "ses", claims["sid"])
        return Bearer(user_id=parse_uuid("usr", claims["sub"]), session_id=session_id, operator_id=operator_id)

    def successor(self, token: str, salt: bytes) -> str:
        """The refresh token that follows `token`.

        Made again, not stored, when an honest client repeats a refresh within the grace: it takes the server's key,
        the row's salt and the old token together, so a stolen database or a stolen key alone yields nothing.
        """
        mac = hmac.new(self._refresh_key, salt + token.encode("utf-8", "replace"), hashlib.sha256)
        return REFRESH_PREFIX + base64.urlsafe_b64encode(mac.digest()).decode().rstrip("=")


def first_refresh_token() -> str:
    """256 random bits."""
    return REFRESH_PREFIX + secrets.token_urlsafe(32)


def new_salt() -> bytes:
    return secrets.token_bytes(16)


def token_hash(token: str) -> bytes:
    """What is stored of a refresh token. A plain hash is enough: 256 random bits can not be guessed."""
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()


def client_print(device: str) -> bytes:
    """What tells two kinds of clients apart within the grace; not an identity, only a hash of the user agent."""
    return hashlib.sha256(device.encode("utf-8", "replace")).digest()[:16]


def _operator_of(act: object) -> UUID:
    """The one person an `act` claim names: no chain of actors, nothing beside the subject."""
    if not isinstance(act, dict) or act.keys() != {"sub"} or not isinstance(act["sub"], str):
        raise InvalidToken
    return parse_uuid("usr", act["sub"])


def _parts(token: str) -> list[bytes]:
    """The three parts of a compact JWS, each in the one canonical base64url spelling of its bytes."""
    texts = token.split(".")
    if len(texts) != 3:
        raise InvalidToken
    parts = [base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True) for text in texts]
    if any(base64.urlsafe_b64encode(raw).decode().rstrip("=") != text for raw, text in zip(parts, texts, strict=True)):
        raise InvalidToken
    return parts


def _strict_object(raw: bytes) -> dict[str, Any]:
    """A JSON object without doubled members; two readers of one token must not see two different claims."""

    def pairs(members: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(members)
        if len(found) != len(members):
            raise ValueError("doubled member")
        return found

    value = json.loads(raw.decode("utf-8"), object_pairs_hook=pairs)
    if not isinstance(value, dict):
        raise ValueError("not an object")
    return value
