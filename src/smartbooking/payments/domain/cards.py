"""Recognising card numbers, in order to refuse them: they never come here (SAQ A)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

# Digits glued to letters are part of an identifier (hex, base 32): about one random key in some thousand would pass
# the Luhn check by accident.
_DIGITS: Final = re.compile(r"(?<![0-9A-Za-z])(?<![0-9]-)[0-9](?:[ \-]?[0-9]){12,18}(?![ \-]?[0-9])(?![A-Za-z])")


def looks_like_card_number(text: str) -> bool:
    """Whether 13 to 19 digits, with or without spaces and dashes, pass the Luhn check (ISO/IEC 7812-1)."""
    return any(passes_luhn(re.sub(r"[ \-]", "", match.group())) for match in _DIGITS.finditer(text))


def passes_luhn(digits: str) -> bool:
    """The check digit of ISO/IEC 7812-1."""
    doubled = (int(d) if n % 2 == 0 else sum(divmod(int(d) * 2, 10)) for n, d in enumerate(reversed(digits)))
    return sum(doubled) % 10 == 0


def card_numbers_in(document: object, pointer: str = "") -> Iterator[str]:
    """JSON Pointers of every key or value of a decoded JSON document that looks like a card number."""
    if isinstance(document, Mapping):
        for name, value in document.items():
            if looks_like_card_number(str(name)):
                yield pointer
            escaped = str(name).replace("~", "~0").replace("/", "~1")
            yield from card_numbers_in(value, f"{pointer}/{escaped}")
    elif isinstance(document, list | tuple):
        for n, value in enumerate(document):
            yield from card_numbers_in(value, f"{pointer}/{n}")
    elif isinstance(document, str | int | float) and looks_like_card_number(str(document)):
        yield pointer
