"""Codes people hold in their hands: 75 random bits behind a letter that says what they are."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from typing import Final

# Crockford's alphabet: no letter looks like a digit. 15 of them at random are 75 bits.
ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH: Final = 16
TAIL: Final = 4
_GROUP: Final = 4
_ALIKE: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})


def random_code(prefix: str) -> str:
    """A code nobody guesses."""
    return prefix + "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH - 1))


def printed(code: str) -> str:
    """The code as people read and type it: four groups of four, joined by dashes."""
    return "-".join(code[at : at + _GROUP] for at in range(0, len(code), _GROUP))


def typed_code(typed: str, prefixes: Collection[str]) -> str | None:
    """What somebody typed as a code, whatever she put between; None when it can not be one of these."""
    letters = "".join(filter(str.isalnum, typed.upper())).translate(_ALIKE)
    fits = len(letters) == CODE_LENGTH and set(letters) <= set(ALPHABET) and letters[0] in prefixes
    return letters if fits else None


def code_hash(code: str) -> bytes:
    """What the database keeps of a code. 75 random bits need no salt and no slow hash: there is nothing to try out."""
    return hashlib.sha256(b"smartbooking.value:" + code.encode()).digest()
