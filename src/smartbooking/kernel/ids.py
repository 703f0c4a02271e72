"""Identifiers: typed inside, prefixed strings outside, codes people can read aloud."""

from __future__ import annotations

import secrets
import time
from typing import Final, NewType
from uuid import UUID

VendorId = NewType("VendorId", int)
VenueId = NewType("VenueId", int)
ResourceId = NewType("ResourceId", int)
ServiceId = NewType("ServiceId", int)
UserId = NewType("UserId", UUID)
BookingId = NewType("BookingId", UUID)

# Crockford base 32: no I, L, O, U, so nothing is misread.
ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUE: Final = {letter: n for n, letter in enumerate(ALPHABET)}
# Codes people read over the phone also avoid 0 and 1.
CODE_ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH: Final = 9
MAX_BIGINT: Final = 2**63 - 1


class MalformedId(ValueError):
    """The text is not a public id of the expected kind."""


def uuid7() -> UUID:
    """A time-ordered random UUID (RFC 9562, version 7): 48 bits of milliseconds, 74 random bits."""
    return _timed(7)


def sale_id() -> UUID:
    """The id of an online sale: as `uuid7`, but of version 8, so that the id itself says it is no booking's."""
    return _timed(8)


def is_sale(key: UUID) -> bool:
    """Whether something that was paid for is an online sale; anything else is a booking."""
    return key.version == 8


def paid_for(key: UUID) -> str:
    """The public id of what a payment is for: `bkg_...` or `sal_...`."""
    return public_id("sal" if is_sale(key) else "bkg", key)


def _timed(version: int) -> UUID:
    value = (time.time_ns() // 1_000_000) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | version << 76
    return UUID(int=value & ~(0x3 << 62) | 0x2 << 62)


def public_id(prefix: str, key: UUID | int) -> str:
    """`res_123` for numbered things, `bkg_` and 26 characters of Crockford base 32 for UUIDs."""
    if isinstance(key, int):
        return f"{prefix}_{key}"
    number, letters = key.int, []
    for _ in range(26):
        number, digit = divmod(number, 32)
        letters.append(ALPHABET[digit])
    return f"{prefix}_{''.join(reversed(letters))}"


def parse_number(prefix: str, text: str) -> int:
    """The number of `res_123`; raises MalformedId."""
    head, _, tail = text.partition("_")
    if head != prefix or not (tail.isascii() and tail.isdigit() and len(tail) <= 19 and int(tail) <= MAX_BIGINT):
        raise MalformedId(f"expected an id like {prefix}_123")
    return int(tail)


def parse_uuid(prefix: str, text: str) -> UUID:
    """The UUID of `bkg_...`; raises MalformedId."""
    head, _, tail = text.partition("_")
    if head != prefix or len(tail) != 26 or any(letter not in _VALUE for letter in tail):
        raise MalformedId(f"expected an id like {prefix}_ and 26 characters")
    number = 0
    for letter in tail:
        number = number * 32 + _VALUE[letter]
    if number >= 2**128:
        raise MalformedId(f"expected an id like {prefix}_ and 26 characters")
    return UUID(int=number)


def confirmation_code() -> str:
    """Nine random characters (44 bits) without look-alikes; unique by a constraint, not by luck."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
