"""A made-up population of bookings with known fraud, because no labelled cases exist yet.

Assumptions, each a guess: 3 of 100 bookings are bad; four honest ways of booking look suspicious (families and
offices behind one address, mobile networks, agents who book for others, newcomers); four bad ones (card testers,
hoarders, spenders of stolen cards, pranksters), of whom a third avoids what is easy to see: fresh cookies, real mail
services, moderate sums. It says how rules and score behave when these hold, and nothing about real fraud.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from smartbooking.risk.domain import Signals

FRAUD_PERCENT: Final = 3
CAREFUL_PERCENT: Final = 33


@dataclass(frozen=True, slots=True)
class Person:
    """One booking of the population; `kind` is for the report, `bad` is the label."""

    kind: str
    signals: Signals
    bad: int


def population(*, size: int, seed: int) -> list[Person]:
    """The same people for the same seed."""
    draw = random.Random(seed)
    return [_bad(draw) if draw.random() * 100 < FRAUD_PERCENT else _honest(draw) for _ in range(size)]


def _count(draw: random.Random, mean: float) -> int:
    """Poisson."""
    limit, number, product = math.exp(-mean), 0, draw.random()
    while product > limit:
        number += 1
        product *= draw.random()
    return number


def _amount(draw: random.Random, middle: float, spread: float) -> int:
    return max(10, min(3000, round(middle * math.exp(draw.gauss(0, spread)))))


def _usual(draw: random.Random) -> Signals:
    account = draw.choice([None, None, draw.randrange(0, 20_000)])
    visits = 0 if draw.random() < 0.65 else 1 + _count(draw, 2.5)
    return Signals(
        contact_bookings_hour=_count(draw, 0.15), contact_bookings_day=_count(draw, 0.3),
        address_bookings_day=_count(draw, 0.6), address_contacts_day=_count(draw, 0.4),
        device_bookings_day=_count(draw, 0.3), device_contacts_day=_count(draw, 0.08),
        card_contacts_day=0 if draw.random() < 0.4 else None, places_kept=_count(draw, 0.2),
        kept_percent=draw.choice([0, 0, 0, 0, 5, 10, 20]), account_hours=account,
        amount_percent=_amount(draw, 100, 0.5), disposable_mail=int(draw.random() < 0.004),
        country_mismatch=int(draw.random() < 0.05) if draw.random() < 0.4 else None, visits=visits,
        no_shows=_count(draw, 0.06) if visits else 0, cancellations=_count(draw, 0.2),
        hours_ahead=draw.randrange(1, 900),
    )  # fmt: skip


def _office(draw: random.Random) -> Signals:
    others = _count(draw, 4)
    return replace(_usual(draw), address_bookings_day=others + _count(draw, 2), address_contacts_day=others)


def _mobile_network(draw: random.Random) -> Signals:
    others = _count(draw, 14)
    return replace(_usual(draw), address_bookings_day=others + _count(draw, 5), address_contacts_day=others)


def _agent(draw: random.Random) -> Signals:
    hour, day = _count(draw, 2), _count(draw, 6)
    return replace(
        _usual(draw), contact_bookings_hour=hour, contact_bookings_day=hour + day, device_bookings_day=hour + day,
        device_contacts_day=_count(draw, 1.2), visits=_count(draw, 12), amount_percent=_amount(draw, 160, 0.6),
        account_hours=draw.randrange(500, 30_000),
    )  # fmt: skip


def _newcomer(draw: random.Random) -> Signals:
    return replace(
        _usual(draw), visits=0, no_shows=0, account_hours=draw.choice([None, 0, 0, 1, 5]),
        amount_percent=_amount(draw, 150, 0.6), hours_ahead=draw.randrange(1, 72),
    )  # fmt: skip


def _card_tester(draw: random.Random) -> Signals:
    tries = 2 + _count(draw, 6)
    return replace(
        _usual(draw), visits=0, device_bookings_day=tries, device_contacts_day=max(1, tries - _count(draw, 1)),
        address_bookings_day=tries, address_contacts_day=tries, card_contacts_day=_count(draw, 1.5),
        amount_percent=_amount(draw, 60, 0.4), account_hours=None, disposable_mail=int(draw.random() < 0.4),
        country_mismatch=int(draw.random() < 0.5),
    )  # fmt: skip


def _hoarder(draw: random.Random) -> Signals:
    kept = 3 + _count(draw, 3)
    return replace(
        _usual(draw), visits=0, places_kept=kept, kept_percent=draw.randrange(20, 90), contact_bookings_hour=kept,
        contact_bookings_day=kept + _count(draw, 3), device_bookings_day=kept, address_bookings_day=kept + 1,
    )  # fmt: skip


def _stolen_card(draw: random.Random) -> Signals:
    return replace(
        _usual(draw), visits=0, account_hours=draw.choice([0, 0, 1, 3, None]), amount_percent=_amount(draw, 420, 0.5),
        hours_ahead=draw.randrange(1, 30), country_mismatch=int(draw.random() < 0.7),
        card_contacts_day=_count(draw, 0.4),
    )  # fmt: skip


def _prankster(draw: random.Random) -> Signals:
    return replace(
        _usual(draw), visits=0, no_shows=_count(draw, 1.5), cancellations=_count(draw, 2),
        disposable_mail=int(draw.random() < 0.5), device_bookings_day=1 + _count(draw, 2),
        device_contacts_day=1 + _count(draw, 1), amount_percent=_amount(draw, 180, 0.5),
    )  # fmt: skip


Kind = tuple[str, int, Callable[[random.Random], Signals]]
_HONEST: Final[tuple[Kind, ...]] = (
    ("usual", 70, _usual), ("office", 10, _office), ("mobile network", 8, _mobile_network), ("agent", 4, _agent),
    ("newcomer", 8, _newcomer),
)  # fmt: skip
_BAD: Final[tuple[Kind, ...]] = (
    ("card tester", 30, _card_tester), ("hoarder", 20, _hoarder), ("stolen card", 30, _stolen_card),
    ("prankster", 20, _prankster),
)  # fmt: skip


def _pick(draw: random.Random, kinds: tuple[Kind, ...]) -> Kind:
    return draw.choices(kinds, weights=[share for _, share, _ in kinds])[0]


def _honest(draw: random.Random) -> Person:
    name, _, make = _pick(draw, _HONEST)
    return Person(name, make(draw), 0)


def _bad(draw: random.Random) -> Person:
    name, _, make = _pick(draw, _BAD)
    found = make(draw)
    if draw.random() * 100 < CAREFUL_PERCENT:
        found = replace(
            found, device_bookings_day=0, device_contacts_day=0, disposable_mail=0, country_mismatch=None,
            card_contacts_day=None, contact_bookings_hour=min(1, found.contact_bookings_hour),
            contact_bookings_day=min(2, found.contact_bookings_day), kept_percent=min(15, found.kept_percent),
            amount_percent=min(250, found.amount_percent or 100), account_hours=None,
        )  # fmt: skip
        name = f"careful {name}"
    if draw.random() < 0.1:  # an account or a contact that somebody else has used honestly before
        found = replace(found, visits=1 + _count(draw, 1))
    return Person(name, found, 1)
