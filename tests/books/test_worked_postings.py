"""docs/algorithms/books.md as a test: its accounts are those of the code, its postings come out as it says."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from smartbooking.books import domain
from smartbooking.books.domain import ACCOUNT_MEANING, AttemptSums, Entry, Split, Terms
from smartbooking.kernel.money import Money

PAGE = (Path(__file__).parents[2] / "docs" / "algorithms" / "books.md").read_text()
CELLS = re.compile(r"^\| (\d+) \| (\d*) ?\| ([^|]+?) \| ([^|]+?) \|$", re.MULTILINE)
TERMS = Terms(vendor_id=7, currency="KZT", valid_from=date(2026, 1, 1), fee_points=500, fee_fixed=100)
Sums = dict[tuple[str, str], int]


@dataclass(frozen=True)
class Row:
    number: str
    after: str
    kind: str
    words: tuple[str, ...]
    expected: str

    @property
    def amount(self) -> Money:
        return kzt(int(self.words[0]))

    def named(self, name: str) -> Money:
        return kzt(next((int(word.partition("=")[2]) for word in self.words if word.startswith(f"{name}=")), 0))

    @property
    def terms(self) -> Terms:
        words = self.words
        return replace(
            TERMS,
            fee_points=0 if "free" in words else 500,
            fee_fixed=0 if "free" in words else 100,
            withholds_tax="withheld" in words or self.after == "4",
            fee_returns="fee stays" not in words,
            vendor_bears_provider_fee="platform bears" not in words,
        )


def kzt(minor: int) -> Money:
    return Money(minor, "KZT")


def rows() -> dict[str, Row]:
    found = {}
    for number, after, what, expected in CELLS.findall(PAGE):
        kind, _, rest = what.partition("(")
        words = tuple(word.strip() for word in rest.rstrip(")").split(",")) if rest else ()
        found[number] = Row(number=number, after=after, kind=kind, words=words, expected=expected)
    return found


def posted(row: Row, sums: AttemptSums, before: tuple[Entry, ...]) -> tuple[Entry, ...]:
    named = {"till": "till:g", "gift card": domain.GIFT_CARD, "online": domain.DEPOSIT}
    money = next((named[word] for word in row.words if word in named), "clearing:g")
    acts: dict[str, Callable[[], tuple[Entry, ...]]] = {
        "captured": lambda: domain.captured(
            money, row.amount, Split(deposit=row.named("deposit"), tax=row.named("tax")), row.terms
        ),
        "put_aside": lambda: domain.put_aside(money, row.amount),
        "accepted": lambda: domain.accepted(row.amount, Split(deposit=kzt(0), tax=kzt(0)), row.terms),
        "refund_promised": lambda: domain.refund_promised(row.amount, sums, row.terms),
        "refund_failed": lambda: domain.reversed_entries(before),
        "refund_paid": lambda: domain.refund_paid(money, row.amount),
        "dispute_opened": lambda: domain.dispute_opened("g", money, row.amount),
        "dispute_closed": lambda: domain.dispute_closed(
            "g", money, disputed=row.amount, lost=row.named("lost"), sums=sums, terms=row.terms
        ),
        "provider_fee": lambda: domain.provider_fee(money, row.amount, row.terms),
        "deposit_kept": lambda: domain.deposit_kept(row.amount),
        "gift_card_sold": lambda: domain.gift_card_sold(money, row.amount),
        "gift_card_paid_out": lambda: domain.gift_card_paid_out(money, row.amount),
        "membership_sold": lambda: domain.membership_sold(money, row.amount),
        "membership_paid_back": lambda: domain.membership_paid_back(money, row.amount),
        "visits_sold": lambda: domain.visits_sold(money, row.amount),
        "visits_used": lambda: domain.visits_used(row.amount, row.terms),
        "visits_given_back": lambda: domain.reversed_entries(before),
        "visits_paid_out": lambda: domain.visits_paid_out(money, row.amount),
        "payout_approved": lambda: domain.payout_approved(row.amount),
        "payout_paid": lambda: domain.payout_paid(row.amount),
        "payout_cancelled": lambda: domain.payout_cancelled(row.amount),
    }
    return acts[row.kind]()


def played(number: str) -> tuple[tuple[Entry, ...], Sums]:
    """The entries of a row, and all sums after it."""
    row = rows()[number]
    before, sums = played(row.after) if row.after else ((), {})
    entries = posted(row, AttemptSums(currency="KZT", sums=sums), before)
    after = dict(sums)
    for entry in entries:
        key = (entry.account, row.kind)
        after[key] = after.get(key, 0) + entry.amount.minor
    return entries, after


@pytest.mark.parametrize("number", rows())
def test_a_posting_is_what_the_page_says(number: str) -> None:
    entries, sums = played(number)

    written = dict(side.rsplit(" ", 1) for side in rows()[number].expected.split(", "))
    assert {entry.account: entry.amount.minor for entry in entries} == {
        account: int(minor) for account, minor in written.items()
    }
    assert sum(sums.values()) == 0


def test_the_page_shows_every_kind_of_posting_and_every_account() -> None:
    assert {row.kind for row in rows().values()} == {kind.value for kind in domain.Kind}
    listed = dict(re.findall(r"^\| `([^`]+)` \| ([^|]+) \|$", PAGE, re.MULTILINE))
    assert listed == dict(ACCOUNT_MEANING)


def test_partial_refunds_return_what_one_full_refund_returns() -> None:
    _, sums = played("12")

    left = {account: sum(m for (a, _), m in sums.items() if a == account) for account in ("vendor", "platform_fee")}
    assert left == {"vendor": 0, "platform_fee": 0}
