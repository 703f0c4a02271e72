"""Forged access tokens: every trick of RFC 8725 and a few more. Each takes a good token apart and lies."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from joserfc import jws
from joserfc.jwk import OKPKey, RSAKey

from smartbooking.infra import crypto
from smartbooking.infra.settings import Settings


def encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Forger:
    """Knows a good token and, to make properly signed lies, the server's own key."""

    def __init__(self, token: str, settings: Settings) -> None:
        self.token = token
        self.head, self.body, self.signature = token.split(".")
        self.header: dict[str, Any] = json.loads(decode(self.head))
        self.claims: dict[str, Any] = json.loads(decode(self.body))
        self.private = crypto.jwt_private_key(settings)
        self.public = self.private.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )

    def raw(self, header: bytes, body: bytes, *, key: Ed25519PrivateKey | None = None) -> str:
        """Any bytes at all, with a valid Ed25519 signature over them."""
        signed = f"{encode(header)}.{encode(body)}"
        return f"{signed}.{encode((key or self.private).sign(signed.encode()))}"

    def signed(
        self, *, header: dict[str, Any] | None = None, claims: dict[str, Any] | None = None,
        without: str | None = None, key: Ed25519PrivateKey | None = None,
    ) -> str:  # fmt: skip
        """The good token with changed members, properly signed: only the check of the members can refuse it."""
        body = {name: value for name, value in {**self.claims, **(claims or {})}.items() if name != without}
        head = {**self.header, **(header or {})}
        return self.raw(json.dumps(head).encode(), json.dumps(body).encode(), key=key)

    def hmac_with(self, secret: bytes, header: dict[str, Any]) -> str:
        signed = f"{encode(json.dumps({**self.header, **header}).encode())}.{self.body}"
        return f"{signed}.{encode(hmac.new(secret, signed.encode(), hashlib.sha256).digest())}"

    def rsa(self) -> str:
        key = RSAKey.import_key(
            generate_private_key(65537, 2048).private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        return jws.serialize_compact({**self.header, "alg": "RS256"}, decode(self.body), key, algorithms=["RS256"])

    def flipped(self, part: int) -> str:
        parts = self.token.split(".")
        raw = bytearray(decode(parts[part]))
        raw[len(raw) // 2] ^= 1
        parts[part] = encode(bytes(raw))
        return ".".join(parts)

    def respelled_signature(self) -> str:
        """The same signature bytes in another base64 spelling: the spare bits of the last letter are set."""
        alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        last = alphabet[alphabet.index(self.token[-1]) | 1]
        return (
            self.token[:-1] + last if last != self.token[-1] else self.token[:-1] + alphabet[alphabet.index(last) | 2]
        )


_stranger = Ed25519PrivateKey.generate()
_HOUR = int(timedelta(hours=1).total_seconds())


def _doubled(forger: Forger) -> str:
    body = json.dumps(forger.claims)
    return forger.raw(json.dumps(forger.header).encode(), (body[:-1] + ', "sub": "usr_0"}').encode())


def _own_key_in_header(forger: Forger) -> str:
    jwk = OKPKey.import_key(crypto.private_pem(_stranger)).as_dict(private=False)
    return forger.signed(header={"jwk": jwk}, key=_stranger)


VECTORS: dict[str, Callable[[Forger], str]] = {
    "no algorithm": lambda f: f"{encode(json.dumps({**f.header, 'alg': 'none'}).encode())}.{f.body}.",
    "no algorithm, capitals": lambda f: f"{encode(json.dumps({**f.header, 'alg': 'NONE'}).encode())}.{f.body}.",
    "no signature": lambda f: f"{f.head}.{f.body}.",
    "public key as shared secret": lambda f: f.hmac_with(f.public, {"alg": "HS256"}),
    "empty shared secret": lambda f: f.hmac_with(b"", {"alg": "HS256"}),
    "another family of keys": lambda f: f.rsa(),
    "the deprecated name of the algorithm": lambda f: f.signed(header={"alg": "EdDSA"}),
    "a stranger's key": lambda f: f.signed(key=_stranger),
    "key inside the token": _own_key_in_header,
    "key behind an address": lambda f: f.signed(header={"jku": "https://evil.example/keys"}, key=_stranger),
    "certificate behind an address": lambda f: f.signed(header={"x5u": "https://evil.example/c"}, key=_stranger),
    "key id walks the file system": lambda f: f.signed(header={"kid": "../../../../dev/null"}),
    "key id is SQL": lambda f: f.signed(header={"kid": "' or 1=1 --"}),
    "critical extension": lambda f: f.signed(header={"crit": ["exp"]}),
    "unencoded payload": lambda f: f.signed(header={"b64": False, "crit": ["b64"]}),
    "type of an ID token": lambda f: f.signed(header={"typ": "JWT"}),
    "no type": lambda f: f.raw(json.dumps({k: v for k, v in f.header.items() if k != "typ"}).encode(), decode(f.body)),
    "expired": lambda f: f.signed(claims={"exp": f.claims["iat"] - 1}),
    "not yet valid": lambda f: f.signed(claims={"nbf": f.claims["nbf"] + _HOUR}),
    "issued in the future": lambda f: f.signed(claims={"iat": f.claims["iat"] + _HOUR}),
    "for ever": lambda f: f.signed(without="exp"),
    "expiry as text": lambda f: f.signed(claims={"exp": "9999999999"}),
    "expiry as infinity": lambda f: f.raw(
        json.dumps(f.header).encode(), json.dumps({**f.claims, "exp": float("inf")}).encode()
    ),
    "expiry as truth": lambda f: f.signed(claims={"exp": True}),
    "another issuer": lambda f: f.signed(claims={"iss": "https://evil.example"}),
    "another audience": lambda f: f.signed(claims={"aud": "https://other.example/api"}),
    "list of audiences": lambda f: f.signed(claims={"aud": [f.claims["aud"], "https://other.example"]}),
    "no subject": lambda f: f.signed(without="sub"),
    "subject is not a user": lambda f: f.signed(claims={"sub": "bkg_" + f.claims["sub"][4:]}),
    "subject is somebody else": lambda f: f.signed(claims={"sub": "usr_00000000000000000000000000"}),
    "subject is a number": lambda f: f.signed(claims={"sub": 7}),
    "session that does not exist": lambda f: f.signed(claims={"sid": "ses_00000000000000000000000000"}),
    "an actor smuggled in": lambda f: f.signed(claims={"act": {"sub": f.claims["sub"]}}),
    "an actor with more to say": lambda f: f.signed(claims={"act": {"sub": f.claims["sub"], "role": "admin"}}),
    "a chain of actors": lambda f: f.signed(claims={"act": {"sub": f.claims["sub"], "act": {"sub": "usr_1"}}}),
    "an actor that is text": lambda f: f.signed(claims={"act": f.claims["sub"]}),
    "no actor behind the claim": lambda f: f.signed(claims={"act": None}),
    "a session of acting without an actor": lambda f: f.signed(claims={"sid": "act_" + f.claims["sid"][4:]}),
    "a role smuggled in": lambda f: f.signed(claims={"role": "admin"}),
    "doubled claim": _doubled,
    "bit flipped in the header": lambda f: f.flipped(0),
    "bit flipped in the claims": lambda f: f.flipped(1),
    "bit flipped in the signature": lambda f: f.flipped(2),
    "signature spelled otherwise": lambda f: f.respelled_signature(),
    "padding": lambda f: f.token + "==",
    "line break inside": lambda f: f"{f.head}.{f.body[:10]}\t{f.body[10:]}.{f.signature}",
    "four parts": lambda f: f.token + ".e30",
    "five parts, as if encrypted": lambda f: "..".join([f.head, f.body, f.signature]),
    "empty parts": lambda _: "..",
    "not a token": lambda _: "letmein",
    "claims are a list": lambda f: f.raw(json.dumps(f.header).encode(), b"[]"),
    "claims are not JSON": lambda f: f.raw(json.dumps(f.header).encode(), b"{"),
    "claims are not text": lambda f: f.raw(json.dumps(f.header).encode(), b"\xff\xfe"),
    "deep nesting": lambda f: f.raw(json.dumps(f.header).encode(), b"[" * 300 + b"]" * 300),
    "JSON instead of compact": lambda f: json.dumps({"payload": f.body, "protected": f.head, "signature": f.signature}),
    "very long": lambda f: f.signed(claims={"jti": "x" * 100_000}),
}
