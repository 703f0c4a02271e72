"""The table of transitions: documented as it is, closed, and with nobody able to do what is not theirs."""

from __future__ import annotations

from pathlib import Path

import pytest

from smartbooking.bookings.domain import ACTIVE, TRANSITIONS, Actor, Status, Verb, allowed_verbs, target
from smartbooking.bookings.domain.lifecycle import HOLDING

PAGE = (Path(__file__).parents[2] / "docs" / "lifecycle.md").read_text("utf-8")
# Where a booking can be born: taken for a while, or at once.
BIRTHS = {Status.HELD, Status.CONFIRMED}


def rows_under(heading: str) -> list[tuple[str, ...]]:
    """Cells of the table of a section, without its head."""
    section = PAGE.split(f"## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")][2:]
    return [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines]


def test_the_page_shows_every_transition_of_the_code_and_no_other() -> None:
    code = [
        (f"`{verb}`", f"`{source}`", f"`{to}`", ", ".join(actor for actor in Actor if actor in who))
        for verb, (who, moves) in TRANSITIONS.items()
        for source, to in moves.items()
    ]

    assert rows_under("Transitions") == code


def test_the_page_shows_every_status_and_what_it_occupies() -> None:
    code = [
        (f"`{status}`", "yes" if status in ACTIVE else "no", "yes" if status in HOLDING else "no") for status in Status
    ]

    assert rows_under("Statuses") == code


def test_every_verb_is_in_the_table() -> None:
    assert set(TRANSITIONS) == set(Verb)


def test_every_status_can_be_reached() -> None:
    reached, before = set(BIRTHS), set[Status]()
    while reached != before:
        before = set(reached)
        reached |= {to for _, moves in TRANSITIONS.values() for source, to in moves.items() if source in reached}

    assert reached == set(Status)


@pytest.mark.parametrize("status", [Status.COMPLETED, Status.CANCELLED, Status.NO_SHOW, Status.DECLINED])
def test_what_is_over_stays_over(status: Status) -> None:
    assert all(allowed_verbs(status, actor) == () for actor in Actor)


@pytest.mark.parametrize("verb", [Verb.APPROVE, Verb.APPROVE_UNPAID, Verb.DECLINE, Verb.CHECK_IN, Verb.MARK_NO_SHOW])
def test_a_customer_never_decides_for_the_business(verb: Verb) -> None:
    assert [target(verb, status, Actor.CUSTOMER) for status in Status] == [None] * len(Status)


@pytest.mark.parametrize("verb", [Verb.CONFIRM, Verb.EXPIRE, Verb.REFUND_UNAVAILABLE])
def test_only_the_system_settles_money_and_time(verb: Verb) -> None:
    people = (Actor.CUSTOMER, Actor.VENDOR, Actor.OPERATOR)

    assert all(target(verb, status, actor) is None for status in Status for actor in people)


def test_an_operator_may_do_what_customers_and_vendors_may() -> None:
    for status in Status:
        people = {*allowed_verbs(status, Actor.CUSTOMER), *allowed_verbs(status, Actor.VENDOR)}
        assert set(allowed_verbs(status, Actor.OPERATOR)) == people


def test_what_runs_out_occupies_its_place() -> None:
    assert HOLDING < ACTIVE
