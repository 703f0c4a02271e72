"""Facts about businesses and places as they may be stored."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from smartbooking.identity.domain import InvalidContact, parse_email, parse_phone
from smartbooking.kernel.problem import FieldError, Invalid
from smartbooking.kernel.text import LOCALES, Localized
from smartbooking.vendors.domain import is_country, is_currency, is_time_zone, kind_of_number
from smartbooking.vendors.repository import address_json


def _phone(value: str, country: str) -> str:
    return parse_phone(value, country=country)


def _email(value: str, _: str) -> str:
    return parse_email(value)


def _zone(value: str, _: str) -> str:
    if not is_time_zone(value):
        raise ValueError("This is not a time zone. Use its full name, like Asia/Almaty.")
    return value


def _country(value: str, _: str) -> str:
    if not is_country(value):
        raise ValueError("This is not a country. Use its two letters, like KZ.")
    return value


def _currency(value: str, _: str) -> str:
    if not is_currency(value):
        raise ValueError("This is not a currency. Use its three letters, like KZT.")
    return value


def _number(value: str, country: str) -> str:
    if country == "KZ" and kind_of_number(value) is None:
        raise ValueError("This is not a valid BIN or IIN; please check the digits.")
    return value


def _texts(value: Localized, _: str) -> dict[str, str]:
    texts = {locale: text.strip() for locale, text in value.texts.items() if text.strip()}
    if unknown := texts.keys() - set(LOCALES):
        raise ValueError(f"Unknown language {', '.join(sorted(unknown))}; use kk, ru or en.")
    return texts


def _name(value: Localized, country: str) -> dict[str, str]:
    if texts := _texts(value, country):
        return texts
    raise ValueError("Give a name in at least one language.")


# How each fact is checked and brought into its one stored form; facts that are not here are stored as they are.
_CHECKS: Final[Mapping[str, tuple[str, Callable[[Any, str], Any]]]] = {
    "name": ("/name", _name),
    "description": ("/description", _texts),
    "phone": ("/phone", _phone),
    "email": ("/email", _email),
    "timezone": ("/tz", _zone),
    "country": ("/country", _country),
    "currency": ("/currency", _currency),
    "business_number": ("/businessNumber", _number),
    "address": ("/address", lambda value, _: address_json(value)),
}
_NEVER_EMPTY: Final = frozenset(
    {"name", "timezone", "country", "currency", "city", "check_in", "check_out", "open_by_link"}
)


def checked(facts: Mapping[str, Any], *, country: str) -> dict[str, Any]:
    """The facts in their stored form; raises Invalid naming every field that is wrong.

    `country` decides how national phone and business numbers are read.
    """
    stored: dict[str, Any] = {}
    errors: list[FieldError] = []
    for name, value in facts.items():
        pointer, check = _CHECKS.get(name, ("/" + name, lambda plain, _: plain))
        try:
            stored[name] = None if value is None or value == "" else check(value, country)
            if stored[name] is None and name in _NEVER_EMPTY:
                raise ValueError("This may not be empty.")
        except (InvalidContact, ValueError) as error:
            errors.append(FieldError(pointer, str(error)))
    if errors:
        raise Invalid(*errors)
    return stored
