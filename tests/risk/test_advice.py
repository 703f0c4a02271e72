"""Points, levels, reasons and steps, by exact values and by properties; without a database."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartbooking.risk.domain import (
    LADDER,
    BadRules,
    Level,
    Scorecard,
    Signals,
    StepUp,
    advise,
    is_disposable,
    next_possible,
    read_rules,
    shipped,
    shipped_rules,
)
from smartbooking.risk.domain.signals import CALMING, NAMES

BOOK = shipped_rules()
NOTHING = Scorecard(name="none", version=1, intercept=-1000.0, weights={})
ALL = frozenset(LADDER)
FAR = 200


def advice(signals: Signals, possible: frozenset[StepUp] = ALL, card: Scorecard = NOTHING) -> Any:
    return advise(signals, book=BOOK, card=card, possible=possible)


def test_a_first_visit_without_anything_else_is_calm_and_asks_for_nothing() -> None:
    found = advice(Signals(hours_ahead=FAR), card=shipped("fraud"))

    assert (found.points, found.level, found.reasons, found.step_up) == (0, Level.CALM, (), None)


def test_one_no_show_counts_fifteen_and_two_count_thirty_five_and_ask_for_the_money_first() -> None:
    once, twice = (advice(Signals(no_shows=count, hours_ahead=FAR)) for count in (1, 2))

    assert (once.points, once.level, once.step_up) == (15, Level.CALM, None)
    assert (twice.points, twice.level, twice.step_up) == (35, Level.WATCH, StepUp.PREPAY)
    assert [(reason.code, reason.points, reason.value) for reason in twice.reasons] == [
        ("often_no_show", 20, 2), ("no_show_before", 15, 2),
    ]  # fmt: skip


def test_reasons_read_in_three_languages() -> None:
    words = advice(Signals(no_shows=2, hours_ahead=FAR)).reasons[0].words(BOOK)

    assert words.texts == {
        "kk": "Бірнеше рет келмеген: 2", "ru": "Не приходил несколько раз: 2", "en": "Did not come several times: 2",
    }  # fmt: skip


def test_the_score_adds_reasons_that_no_rule_has_told_already() -> None:
    codes = [reason.code for reason in advice(Signals(no_shows=2, cancellations=3), card=shipped("fraud")).reasons]

    assert codes == ["often_no_show", "no_show_before", "feature:hurry", "feature:stranger"]


def test_sixty_points_ask_for_a_persons_yes() -> None:
    found = advice(Signals(no_shows=2, disposable_mail=1, amount_percent=450, hours_ahead=FAR))

    assert (found.points, found.level, found.wanted) == (65, Level.HIGH, StepUp.APPROVAL)


@pytest.mark.parametrize(
    ("wanted", "possible", "step"),
    [
        (None, ALL, None),
        (StepUp.CODE, ALL, StepUp.CODE),
        (StepUp.CODE, ALL - {StepUp.CODE}, StepUp.THREE_D_SECURE),
        (StepUp.CODE, {StepUp.APPROVAL}, StepUp.APPROVAL),
        (StepUp.APPROVAL, {StepUp.CODE, StepUp.PREPAY}, None),
    ],
)
def test_a_step_that_can_not_be_taken_gives_way_to_the_next_stronger(
    wanted: StepUp | None, possible: frozenset[StepUp], step: StepUp | None
) -> None:
    assert next_possible(wanted, possible) is step


def test_what_nobody_could_tell_meets_no_rule() -> None:
    unknown = Signals(amount_percent=None, account_hours=None, card_contacts_day=None, country_mismatch=None)

    assert advice(unknown).reasons == ()


_COUNTS = {name: st.integers(0, 3000) for name in NAMES}
_ANY = st.builds(Signals, **_COUNTS)


@given(signals=_ANY, name=st.sampled_from(NAMES), more=st.integers(1, 3000))
def test_a_signal_that_gets_worse_never_lowers_points_level_or_step(signals: Signals, name: str, more: int) -> None:
    change = -more if name in CALMING else more
    worse = replace(signals, **{name: max(0, getattr(signals, name) + change)})
    before, after = (advice(one, card=shipped("fraud")) for one in (signals, worse))

    assert after.points >= before.points
    assert list(Level).index(after.level) >= list(Level).index(before.level)
    assert _rank(after.wanted) >= _rank(before.wanted)


def _rank(step: StepUp | None) -> int:
    return -1 if step is None else LADDER.index(step)


@given(_ANY)
def test_points_stay_within_a_hundred_and_signals_survive_being_stored(signals: Signals) -> None:
    assert 0 <= advice(signals, card=shipped("fraud")).points <= 100
    assert Signals.of(signals.stored()) == signals


def test_every_rule_and_every_feature_of_the_score_has_words_in_three_languages() -> None:
    for words in (*(rule.words for rule in BOOK.rules), *BOOK.features.values()):
        assert set(words.texts) == {"kk", "ru", "en"}
        assert all(text.strip() for text in words.texts.values())
    assert set(shipped("fraud").weights) <= set(BOOK.features)


_RULES = """
version = 1
watch_from = 30
high_from = 60
model_points = 40
feature = {{}}
[[rule]]
name = "one"
when = [{when}]
points = {points}
step_up = "code"
kk = "а"
ru = "б"
en = "{en}"
"""


@pytest.mark.parametrize(
    "wrong",
    [
        {"when": '{ signal = "moon", at_least = 1 }'},
        {"when": '{ signal = "no_shows", at_most = 1 }'},
        {"when": '{ signal = "visits", at_least = 1 }'},
        {"when": '{ signal = "no_shows" }'},
        {"points": "0"},
        {"points": "-5"},
        {"en": ""},
        {"when": ""},
    ],
)
def test_a_rule_that_could_calm_by_being_worse_or_says_nothing_is_refused(wrong: dict[str, str]) -> None:
    right = {"when": '{ signal = "no_shows", at_least = 1 }', "points": "10", "en": "c"}

    assert read_rules(_RULES.format(**right)).rules[0].points == 10
    with pytest.raises(BadRules):
        read_rules(_RULES.format(**{**right, **wrong}))


@pytest.mark.parametrize(
    ("email", "found"),
    [
        ("a@mailinator.com", True), ("a@Sub.MAILINATOR.com", True), ("a@mailinator.com.", True), ("a@gmail.com", False),
        ("a@notmailinator.com", False), (None, False), ("", False), ("mailinator.com", False),
    ],
)  # fmt: skip
def test_throw_away_mail_is_known_by_its_host(email: str | None, found: bool) -> None:
    assert is_disposable(email) is found
