"""БИН and ИИН: the twelve-digit numbers of businesses and people in Kazakhstan.

The check digit finds about nine of ten typing errors and is blind to most errors in its neighbour (the first pass
weighs digit 11 with 11, which is nothing modulo 11): it is a spelling check, never a proof of identity.
"""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from typing import Final

_FIRST_PASS: Final = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
_SECOND_PASS: Final = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
_NO_DIGIT: Final = 10
# Digit 7 of an ИИН: odd for men, even for women, two for each century from 1800 on; 0 for some foreigners.
_CENTURIES: Final = {"1": 1800, "2": 1800, "3": 1900, "4": 1900, "5": 2000, "6": 2000}


class NumberKind(StrEnum):
    """Whose number it is."""

    BUSINESS = "bin"
    PERSON = "iin"


def check_digit(first_eleven: str) -> int | None:
    """The twelfth digit, or None when the first eleven can not begin a number at all."""
    digits = [int(sign) for sign in first_eleven]
    for weights in (_FIRST_PASS, _SECOND_PASS):
        rest = sum(digit * weight for digit, weight in zip(digits, weights, strict=True)) % 11
        if rest != _NO_DIGIT:
            return rest
    return None


def kind_of_number(text: str) -> NumberKind | None:
    """Whether the digits are a possible БИН or ИИН; None when they are neither.

    A БИН starts with year and month of registration, then 4, 5 or 6; an ИИН starts with a date of birth.
    """
    if not re.fullmatch(r"[0-9]{12}", text) or check_digit(text[:11]) != int(text[11]):
        return None
    if text[4] in "456" and "01" <= text[2:4] <= "12" and text[5] in "0123":
        return NumberKind.BUSINESS
    return NumberKind.PERSON if _is_birth(text[:6], text[6]) else None


def shown_number(number: str) -> str:
    """How a number may be shown: a БИН whole, an ИИН only with its last four digits (MARKET M17)."""
    if kind_of_number(number) is NumberKind.BUSINESS:
        return number
    return "•" * (len(number) - 4) + number[-4:]


def _is_birth(digits: str, century: str) -> bool:
    years = [_CENTURIES[century]] if century in _CENTURIES else [1900, 2000] if century == "0" else []
    for base in years:
        try:
            date(base + int(digits[:2]), int(digits[2:4]), int(digits[4:6]))
        except ValueError:
            continue
        return True
    return False
