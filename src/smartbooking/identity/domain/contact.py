"""One spelling for every way of writing a phone number or e-mail address.

Invariant: two spellings that reach the same person parse to the same text, so that a unique constraint on the
result means "one account per contact". Nothing here asks a server.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat

MAX_EMAIL: Final = 254
MAX_PHONE_TEXT: Final = 80
DEFAULT_COUNTRY: Final = "KZ"

_SHARED_PLAN: Final = 7  # country code of Kazakhstan and Russia together
_SHARED_COUNTRIES: Final = frozenset({"KZ", "RU"})
_CHAT_LINK: Final = re.compile(
    r"(?:https?://)?(?:www\.)?(?:wa\.me/|api\.whatsapp\.com/send/?\?(?:[^#]*&)?phone=|t\.me/)", re.IGNORECASE
)
_PREFIX: Final = re.compile(r"^(?:tel|sms|callto|whatsapp):(?://)?", re.IGNORECASE)
_ALLOWED: Final = re.compile(r"[+0-9()\[\]./\s\-]+")


class InvalidContact(ValueError):
    """The text reaches nobody; the message says what was expected."""


@dataclass(frozen=True, slots=True)
class Contact:
    """A phone number (E.164) or an e-mail address (lower case); exactly one of the two is set."""

    email: str | None = None
    phone: str | None = None

    @property
    def text(self) -> str:
        return self.email or self.phone or ""


def parse_contact(text: str, *, country: str = DEFAULT_COUNTRY) -> Contact:
    """A contact from what people type into one field; raises InvalidContact."""
    if "@" in text:
        return Contact(email=parse_email(text))
    return Contact(phone=parse_phone(text, country=country))


def parse_email(text: str) -> str:
    """The address in lower case with an internationalised domain in Unicode; raises InvalidContact.

    The local part is folded too: no mailbox in use tells `Anna@` from `anna@`, but people type both.
    """
    if len(text) > MAX_EMAIL:
        raise InvalidContact("An e-mail address has at most 254 characters.")
    try:
        checked = validate_email(text.strip(), check_deliverability=False)
    except EmailNotValidError as error:
        raise InvalidContact("This is not an e-mail address. Write it like name@example.com.") from error
    return checked.normalized.lower()


def parse_phone(text: str, *, country: str = DEFAULT_COUNTRY) -> str:
    """The number as E.164 (`+77011234567`); `country` (ISO 3166) decides how national spellings are read.

    Accepts 8, 7, +7, 00 and 810 in front, ten bare digits, brackets, dashes and chat links. Raises InvalidContact.
    """
    digits = _in_shared_plan(_dialled(text)) if country in _SHARED_COUNTRIES else _dialled(text)
    try:
        number = phonenumbers.parse(digits, country)
    except NumberParseException as error:
        raise InvalidContact(_EXPECTED) from error
    if not _reachable(number):
        raise InvalidContact(_EXPECTED)
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def country_of_phone(phone: str) -> str | None:
    """ISO 3166 code of an E.164 number, None when the plan does not say; +7 0, 6 and 7 are Kazakhstan."""
    number = phonenumbers.parse(phone)
    if number.country_code == _SHARED_PLAN:
        return "KZ" if phonenumbers.national_significant_number(number)[0] in "067" else "RU"
    region: str | None = phonenumbers.region_code_for_number(number)
    return region


_EXPECTED: Final = "This is not a phone number. Write it with the country code, like +7 701 123 45 67."


def _dialled(text: str) -> str:
    """What a person would dial: a plus sign or nothing, then digits."""
    if len(text) > MAX_PHONE_TEXT:
        raise InvalidContact(_EXPECTED)
    shown = unicodedata.normalize("NFKC", text).strip()
    shown = "".join(sign for sign in shown if unicodedata.category(sign) != "Cf")
    linked = _CHAT_LINK.match(shown)
    if linked:
        shown = "+" + shown[linked.end() :].split("?")[0].split("&")[0].lstrip("+/ ")
    shown = re.sub(r"[‐-―−]", "-", _PREFIX.sub("", shown))
    if not _ALLOWED.fullmatch(shown) or "+" in shown[1:]:
        raise InvalidContact(_EXPECTED)
    digits = re.sub(r"\D", "", shown)
    if shown.startswith("+"):
        return "+" + digits
    for exit_code in ("810", "00"):
        if digits.startswith(exit_code) and len(digits) > 11:
            return "+" + digits.removeprefix(exit_code)
    return digits


def _in_shared_plan(digits: str) -> str:
    """Ten digits, or eleven that begin with 7 or 8, are a national number whatever its prefix.

    Done here because the library recognises only prefixes it knows, and operators get new ones.
    """
    if re.fullmatch(r"[78]?[0-9]{10}", digits):
        return "+7" + digits[-10:]
    return digits


def _reachable(number: PhoneNumber) -> bool:
    """+7 numbers need ten digits and nothing else: operators get new prefixes faster than tables follow (M18)."""
    if number.extension:
        return False
    if number.country_code == _SHARED_PLAN:
        national = phonenumbers.national_significant_number(number)
        return len(national) == 10 and national[0] not in "125"
    return bool(phonenumbers.is_valid_number(number))
