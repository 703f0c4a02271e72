"""The tables of states: closed under the rules, walked at random, and equal to what the documentation prints."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartbooking.kernel.money import Money
from smartbooking.payments.domain import (
    ATTEMPT_MOVES,
    CLOSED_ATTEMPT,
    INTENT_MEANING,
    INTENT_MOVES,
    LIVE_ATTEMPT,
    REFUND_MOVES,
    TERMINAL_INTENT,
    AttemptStatus,
    IllegalMove,
    IntentStatus,
    RefundStatus,
    call_key,
    card_numbers_in,
    check_attempt_move,
    check_intent_move,
    intent_follows,
    looks_like_card_number,
    refund_follows,
)
from smartbooking.sandbox_provider.rules import card_number_in

DOCS = Path(__file__).parents[2] / "docs" / "payments.md"


def test_every_state_is_in_its_table() -> None:
    assert set(INTENT_MOVES) == set(INTENT_MEANING) == set(IntentStatus)
    assert set(ATTEMPT_MOVES) == set(AttemptStatus)
    assert set(REFUND_MOVES) == set(RefundStatus)


def test_terminal_states_have_no_way_out() -> None:
    assert {IntentStatus.REFUNDED, IntentStatus.VOIDED} == TERMINAL_INTENT
    assert {AttemptStatus.CAPTURED, AttemptStatus.FAILED, AttemptStatus.VOIDED} == CLOSED_ATTEMPT
    assert LIVE_ATTEMPT.isdisjoint(CLOSED_ATTEMPT)
    assert set(AttemptStatus) == LIVE_ATTEMPT | CLOSED_ATTEMPT


def test_every_state_can_be_reached() -> None:
    reached, edge = {IntentStatus.CREATED}, {IntentStatus.CREATED}
    while edge:
        edge = {then for state in edge for then in INTENT_MOVES[state]} - reached
        reached |= edge

    assert reached == set(IntentStatus)


def test_money_taken_is_never_forgotten() -> None:
    """No walk leads from a state with money in it back to one that says there is none."""
    with_money = {IntentStatus.CAPTURED, IntentStatus.PARTLY_REFUNDED, IntentStatus.DISPUTED, IntentStatus.REFUNDED}
    for state in with_money:
        assert INTENT_MOVES[state] <= with_money


@given(st.lists(st.sampled_from(AttemptStatus), max_size=30), st.booleans())
def test_an_intent_can_follow_every_walk_of_its_attempt(wishes: list[AttemptStatus], cancelling: bool) -> None:
    attempt, intent = AttemptStatus.CREATED, IntentStatus.CREATED
    for wish in wishes:
        if wish not in ATTEMPT_MOVES[attempt]:
            with pytest.raises(IllegalMove):
                check_attempt_move(attempt, wish)
            continue
        follows = intent_follows(wish, cancelling=cancelling)
        check_intent_move(intent, follows)
        attempt, intent = wish, follows

    assert intent == intent_follows(attempt, cancelling=cancelling)


@given(st.lists(st.tuples(st.integers(1, 500), st.booleans()), max_size=20), st.integers(1, 1000))
def test_the_refunded_state_is_what_the_sums_say(tries: list[tuple[int, bool]], captured: int) -> None:
    intent, reserved, back = IntentStatus.CAPTURED, 0, 0
    for amount, succeeds in tries:
        if reserved + amount > captured:
            continue
        reserved += amount
        if not succeeds:
            reserved -= amount
            continue
        back += amount
        follows = refund_follows(Money(captured, "KZT"), Money(back, "KZT"))
        if follows is not intent:
            check_intent_move(intent, follows)
            intent = follows

    assert back <= captured
    assert intent is refund_follows(Money(captured, "KZT"), Money(back, "KZT"))


def test_a_call_key_names_booking_attempt_and_action() -> None:
    booking, attempt = UUID(int=1), UUID(int=2)

    keys = {
        call_key(booking, attempt, "start"),
        call_key(booking, attempt, "void"),
        call_key(attempt, booking, "start"),
    }

    assert len(keys) == 3
    assert call_key(booking, attempt, "start") == call_key(booking, attempt, "start")
    assert all(len(key) == 64 for key in keys)


def test_the_documentation_prints_the_tables_of_the_code() -> None:
    text = DOCS.read_text()

    for moves in (INTENT_MOVES, ATTEMPT_MOVES, REFUND_MOVES):
        assert "\n".join(rows(moves)) in text


def rows(moves: object) -> list[str]:
    """A table of states as docs/payments.md prints it."""
    lines = []
    for state, then in moves.items():  # type: ignore[attr-defined]
        ordered = [other.value for other in type(state) if other in then]
        meaning = f" {INTENT_MEANING[state]} |" if isinstance(state, IntentStatus) else ""
        lines.append(f"| `{state.value}` |{meaning} {', '.join(f'`{name}`' for name in ordered) or 'nothing: final'} |")
    return lines


@pytest.mark.parametrize(
    "text",
    [
        "4111111111111111", "4111 1111 1111 1111", "4111-1111-1111-1111", "my card is 5555555555554444, thanks",
        "378282246310005", "6304000000000000", "4222222222222", "4000000000000000006",
    ],
)  # fmt: skip
def test_card_numbers_are_recognised(text: str) -> None:
    assert looks_like_card_number(text)


@pytest.mark.parametrize(
    "text",
    ["", "4111111111111112", "+7 701 555 04 18", "tok_success", "411111111111", "41111111111111111111", "12000"],
)
def test_other_numbers_pass(text: str) -> None:
    assert not looks_like_card_number(text)


@given(st.binary(min_size=32, max_size=32))
def test_our_own_keys_and_ids_are_never_taken_for_cards(random: bytes) -> None:
    key = random.hex()

    assert not looks_like_card_number("a" + key)
    assert not looks_like_card_number(f"bkg_{key[:26].upper()}F")


def test_a_card_number_inside_a_hex_key_is_an_accident() -> None:
    assert not looks_like_card_number("3953e4111111111111111bf")
    assert not card_number_in("3953e4111111111111111bf")
    assert card_number_in("4111 1111 1111 1111")


def test_card_numbers_are_found_wherever_they_stand() -> None:
    body = {
        "userDetails": {"firstName": "A", "note": "4111 1111 1111 1111"},
        "lines": [{"a/b": 4111111111111111}],
        "5555555555554444": True,
        "ok": None,
    }

    assert sorted(card_numbers_in(body)) == ["", "/lines/0/a~1b", "/userDetails/note"]
