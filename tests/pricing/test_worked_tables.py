"""The tables of docs/algorithms/pricing.md are what the code does."""

from __future__ import annotations

import pytest

from smartbooking.kernel.money import Money, total
from smartbooking.pricing.domain import quote
from tests.pricing.worked import Row, rows

ROWS = rows()


def test_the_page_has_enough_cases_and_no_two_of_one_name() -> None:
    assert len(ROWS) >= 90
    assert len({row.case for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.case)
def test_worked_row(row: Row) -> None:
    made = quote([row.request], row.book, now=row.now)

    assert made.total == row.total
    assert made.due_now == row.due_now
    assert made.due_now + made.due_on_site == made.total + made.security_deposit
    assert total([line.amount for line in made.lines], made.currency) == made.total
    contained = total([tax.amount for tax in made.included_taxes], made.currency)
    assert contained == row.contains
    assert made.total >= Money.zero(made.currency)
