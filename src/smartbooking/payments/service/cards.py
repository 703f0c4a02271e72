"""Keeping card numbers out."""

from __future__ import annotations

from smartbooking.payments.domain import card_numbers_in
from smartbooking.payments.errors import CardNumberRefused


def refuse_card_numbers(document: object, pointer: str = "") -> None:
    """Raises CardNumberRefused when any key or value of a decoded JSON document looks like a card number.

    `pointer` is the JSON Pointer of `document` in the request body.
    """
    found = tuple(card_numbers_in(document, pointer))
    if found:
        raise CardNumberRefused(*found)
