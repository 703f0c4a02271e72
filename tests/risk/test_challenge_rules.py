"""The rules of a code without a database: whatever happens in whatever order."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from smartbooking.risk.domain import (
    MOST_SENT,
    MOST_TRIES,
    RESEND_AFTER,
    VALID_FOR,
    Challenge,
    code_of,
    contact_name,
    same,
    too_many,
)

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
KEY = b"k" * 32
CHALLENGE = Challenge(
    id=UUID(int=1), vendor_id=1, booking_id=UUID(int=2), contact="c", source="s", road="sms", locale="ru", tries=0,
    sent=1, created_at=NOW, sent_at=NOW, expires_at=NOW + VALID_FOR, proven_at=None,
)  # fmt: skip


@given(ident=st.uuids(), other=st.uuids(), key=st.binary(min_size=32, max_size=32))
def test_a_code_is_six_digits_that_follow_from_the_key_and_the_challenge(ident: UUID, other: UUID, key: bytes) -> None:
    code = code_of(key, ident)

    assert len(code) == 6
    assert code.isdecimal()
    assert same(code, code_of(key, ident))
    assert not same(code[:5], code)


def test_codes_of_one_key_are_spread_and_worth_nothing_under_another() -> None:
    idents = [uuid4() for _ in range(3000)]
    codes = [code_of(KEY, ident) for ident in idents]

    assert len(set(codes)) > 2950  # 4.5 equal pairs are expected among 3,000 of a million
    assert sum(code == code_of(b"x" * 32, ident) for code, ident in zip(codes, idents, strict=True)) < 5
    assert code_of(KEY, UUID(int=1)) == "570435"
    assert contact_name(KEY, " A@Example.KZ ") == contact_name(KEY, "a@example.kz") != contact_name(KEY, "b@example.kz")


@given(
    tries=st.integers(0, MOST_TRIES), sent=st.integers(1, MOST_SENT), proven=st.booleans(),
    seconds=st.integers(0, 1200),
)  # fmt: skip
def test_a_code_is_open_only_while_time_and_tries_are_left(tries: int, sent: int, proven: bool, seconds: int) -> None:
    one = replace(CHALLENGE, tries=tries, sent=sent, proven_at=NOW if proven else None)

    assert one.is_open(NOW + timedelta(seconds=seconds)) == (not proven and tries < 5 and seconds < 600)
    assert one.tries_left == 5 - tries
    assert one.resends_left == 4 - sent
    assert one.resend_at == (None if sent == 4 else NOW + RESEND_AFTER)


@given(contact_hour=st.integers(0, 12), more=st.integers(0, 12), source_hour=st.integers(0, 30))
def test_who_was_sent_more_never_waits_less(contact_hour: int, more: int, source_hour: int) -> None:
    none = timedelta(0)
    wait = too_many(contact_hour=contact_hour, contact_day=contact_hour + more, source_hour=source_hour) or none
    again = (
        too_many(contact_hour=contact_hour + 1, contact_day=contact_hour + more + 1, source_hour=source_hour + 1)
        or none
    )

    assert again >= wait
    assert (wait > none) == (contact_hour >= 5 or contact_hour + more >= 10 or source_hour >= 20)
