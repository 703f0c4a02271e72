"""Finding card numbers in what was written: dumps, logs, rows. Stricter than what refuses them at the door.

Digits glued to letters count as well. What is left out can not be a card: words that are a UUID or a hex word of 24 and
more characters (a hash, a key, an id), the digits behind a decimal point, and numbers no issuer gives (a card's first
digits and its length are assigned, ISO/IEC 7812).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from smartbooking.payments.domain.cards import passes_luhn

_DIGITS: Final = re.compile(r"(?<![0-9])[0-9](?:[ \-]?[0-9]){12,18}(?![0-9])")
_UUID: Final = re.compile(r"(?<![0-9A-Za-z])[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(?![0-9A-Za-z])")
_LONG_HEX: Final = re.compile(r"(?<![0-9A-Za-z])(?=[0-9]*[a-fA-F])[0-9a-fA-F]{24,}(?![0-9A-Za-z])")
_FRACTION: Final = re.compile(r"(?<![0-9.])[0-9]{1,9}\.[0-9]+(?![0-9.])")
# First digits and lengths that issuers have. The last row: UzCard, Humo, Elcart, Belkart, Troy.
_ISSUED: Final = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})"  # Visa
    r"|(?:5[1-5]\d\d|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}"  # Mastercard
    r"|3[47]\d{13}"  # American Express
    r"|220[0-4]\d{12,15}"  # Mir
    r"|(?:62|81|6011|64[4-9]|65|60|82|508|353|35[4-8]|352[89])\d{10,17}"  # UnionPay, Discover, RuPay, JCB
    r"|3(?:0[0-5]|[689]\d)\d{11,16}"  # Diners
    r"|(?:50|5[6-9]|6\d)\d{11,17}"  # Maestro
    r"|(?:8600|5614|9860|9417|9112|9792)\d{12}"
)


def card_numbers_written_in(text: str) -> Iterator[str]:
    """Every card number, masked to its first six and last four digits, so that finding one spreads nothing."""
    for match in _DIGITS.finditer(_FRACTION.sub(" ", _LONG_HEX.sub(" ", _UUID.sub(" ", text)))):
        digits = re.sub(r"[ \-]", "", match.group())
        if _ISSUED.fullmatch(digits) and passes_luhn(digits):
            yield f"{digits[:6]}…{digits[-4:]}"
