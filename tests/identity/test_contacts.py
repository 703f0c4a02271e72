"""One spelling for every way of writing a contact (MARKET M18)."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartbooking.identity.domain import (
    Contact,
    InvalidContact,
    country_of_phone,
    parse_contact,
    parse_email,
    parse_phone,
)

# The table of M18: what people type, what it is, whose it is. None: not a number.
PHONES = [
    ("+77011234567", "+77011234567", "KZ"),
    ("77011234567", "+77011234567", "KZ"),
    ("87011234567", "+77011234567", "KZ"),
    ("7011234567", "+77011234567", "KZ"),
    ("8 701 123 45 67", "+77011234567", "KZ"),
    ("8 (701) 123-45-67", "+77011234567", "KZ"),
    ("8(701)1234567", "+77011234567", "KZ"),
    ("+7 701 123 45 67", "+77011234567", "KZ"),
    ("+7(701)123-45-67", "+77011234567", "KZ"),
    ("+7-701-123-45-67", "+77011234567", "KZ"),
    ("7 701 1234567", "+77011234567", "KZ"),
    ("8.701.123.45.67", "+77011234567", "KZ"),
    ("  +7 701 123 45 67  ", "+77011234567", "KZ"),
    ("+7 701 123‑45‑67", "+77011234567", "KZ"),  # non-breaking hyphens
    ("+7\u00a0701\u00a0123\u00a045\u00a067", "+77011234567", "KZ"),  # non-breaking spaces
    ("\u202a+7 701 123 45 67\u202c", "+77011234567", "KZ"),  # pasted from a contact list
    ("８７０１１２３４５６７", "+77011234567", "KZ"),  # full-width digits
    ("0077011234567", "+77011234567", "KZ"),
    ("8 10 7 701 123 45 67", "+77011234567", "KZ"),
    ("tel:+77011234567", "+77011234567", "KZ"),
    ("wa.me/77011234567", "+77011234567", "KZ"),
    ("https://wa.me/77011234567?text=hello", "+77011234567", "KZ"),
    ("https://api.whatsapp.com/send?phone=77011234567&text=hi", "+77011234567", "KZ"),
    ("+7 747 123 45 67", "+77471234567", "KZ"),  # the prefix a published pattern misses
    ("8 600 123 45 67", "+76001234567", "KZ"),  # a prefix no table knows yet
    ("+7 060 123 45 67", "+70601234567", "KZ"),
    ("8 727 250 12 34", "+77272501234", "KZ"),
    ("8 (7172) 12-34-56", "+77172123456", "KZ"),
    ("8 926 123 45 67", "+79261234567", "RU"),
    ("9261234567", "+79261234567", "RU"),
    ("+7 495 123 45 67", "+74951234567", "RU"),
    ("+998 90 123 45 67", "+998901234567", "UZ"),
    ("00 996 555 123 456", "+996555123456", "KG"),
    ("+1 416 555 0123", "+14165550123", "CA"),
    ("+997 701 123 45 67", None, None),  # dropped in November 2023
    ("701 123 45", None, None),
    ("+7 701 123 45 678", None, None),
    ("0 701 123 45 67", None, None),
    ("+7 701 123 45 67 доб. 5", None, None),
    ("+7+77011234567", None, None),
    ("+", None, None),
    ("call me", None, None),
]


@pytest.mark.parametrize(("typed", "number", "country"), PHONES)
def test_phone_table(typed: str, number: str | None, country: str | None) -> None:
    if number is None:
        with pytest.raises(InvalidContact, match="phone number"):
            parse_phone(typed)
        return

    assert parse_phone(typed) == number
    assert country_of_phone(number) == country


def test_the_phone_table_has_at_least_forty_rows() -> None:
    assert len({typed for typed, _, _ in PHONES}) == len(PHONES) >= 40


@given(st.from_regex(r"[67][0-9]{9}", fullmatch=True))
def test_every_spelling_of_a_number_is_the_same_person(ten: str) -> None:
    spellings = [
        ten,
        "8" + ten,
        "7" + ten,
        "+7" + ten,
        f"8 ({ten[:3]}) {ten[3:6]}-{ten[6:8]}-{ten[8:]}",
        f"wa.me/7{ten}",
    ]

    assert {parse_phone(spelling) for spelling in spellings} == {"+7" + ten}


@given(st.text(max_size=90))
def test_any_text_is_a_number_or_a_clear_refusal(text: str) -> None:
    outcome: str
    try:
        outcome = parse_phone(text)
    except InvalidContact as refusal:
        outcome = str(refusal)

    assert re.fullmatch(r"\+[1-9][0-9]{6,14}|.*like \+7 701 123 45 67\.", outcome)


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("anna@example.com", "anna@example.com"),
        (" Anna@Example.COM ", "anna@example.com"),
        ("anna+sauna@example.com", "anna+sauna@example.com"),
        ("анна@пример.рф", "анна@пример.рф"),
        ("anna@xn--e1afmkfd.xn--p1ai", "anna@пример.рф"),
    ],
)
def test_email_spellings(typed: str, address: str) -> None:
    assert parse_email(typed) == address


@pytest.mark.parametrize(
    "typed", ["", "anna", "anna@", "@example.com", "a b@example.com", "anna@example", "anna@exa mple.com",
              "anna@example.com\n", "a" * 250 + "@example.com", "anna@[127.0.0.1]", "anna@example..com"]
)  # fmt: skip
def test_what_is_not_an_email_is_refused(typed: str) -> None:
    if typed.endswith("\n"):
        assert parse_email(typed) == "anna@example.com"
        return
    with pytest.raises(InvalidContact):
        parse_email(typed)


def test_one_field_takes_either_contact() -> None:
    assert parse_contact("Anna@example.com") == Contact(email="anna@example.com")
    assert parse_contact("8 701 123 45 67") == Contact(phone="+77011234567")
    assert parse_contact("90 123 45 67", country="UZ") == Contact(phone="+998901234567")
