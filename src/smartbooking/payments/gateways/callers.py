"""Who may call us: addresses of a provider, and the word of the proxy that checked its client certificate."""

from __future__ import annotations

import base64
import binascii
import hmac
import ipaddress
from collections.abc import Mapping, Sequence

from smartbooking.payments.ports import BadSignature, Call


def must_come_from(call: Call, addresses: Sequence[str]) -> None:
    """Raises BadSignature unless the caller's address is listed (single addresses or networks)."""
    try:
        caller = ipaddress.ip_address(call.address)
    except ValueError as error:
        raise BadSignature("the caller has no address") from error
    if not any(caller in ipaddress.ip_network(one, strict=False) for one in addresses):
        raise BadSignature("the caller's address is not on the list")


def must_show_certificate(call: Call, header: str, value: str) -> None:
    """Raises BadSignature unless a trusted proxy says that the client certificate was checked."""
    if not call.through_proxy:
        raise BadSignature("only the TLS proxy may say that a certificate was checked")
    if not same(header_of(call.headers, header), value):
        raise BadSignature("no checked client certificate")


def same(given: str, right: str) -> bool:
    """Compared in constant time; an empty secret fits nothing."""
    return bool(right) and hmac.compare_digest(given.encode(), right.encode())


def header_of(headers: Mapping[str, str], name: str) -> str:
    """A header whatever its case, '' when it is absent."""
    return next((value for key, value in headers.items() if key.lower() == name.lower()), "")


def basic_credentials(headers: Mapping[str, str]) -> tuple[str, str]:
    """User and password of an HTTP Basic header; ('', '') without one."""
    kind, _, text = header_of(headers, "authorization").partition(" ")
    if kind.lower() != "basic":
        return "", ""
    try:
        user, _, password = base64.b64decode(text, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return "", ""
    return user, password
