"""docs/algorithms/refunds.md, "Over lines", as a test: the function that decides the refund says what the page says."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from smartbooking.bookings.domain import Actor, Status
from smartbooking.bookings.domain.balance import SURPLUS
from smartbooking.bookings.domain.difference import difference_of
from smartbooking.bookings.domain.refunding import refund_preview
from smartbooking.kernel.money import Money
from smartbooking.payments.domain import RefundStatus
from smartbooking.pricing.domain import RefundableLine, freeze

PAGE = (Path(__file__).parents[2] / "docs" / "algorithms" / "refunds.md").read_text()
CURRENCIES = {"KZ": "KZT", "RU": "RUB"}
ZONE = "Asia/Almaty"


def cases(heading: str = "## Over lines") -> list[dict[str, str]]:
    lines = PAGE.partition(heading)[2].partition("\n## ")[0].splitlines()
    table = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return [dict(zip(table[0], row, strict=True)) for row in table[2:]]


def moment(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-12-{text}")


def part(number: int, text: str, country: str) -> SimpleNamespace:
    prices, policy, start = text.split()
    currency = CURRENCIES.get(country, "EUR")
    price, first_unit = (Money.of(amount, currency) for amount in prices.split("/"))
    return SimpleNamespace(
        line=number, total=price, start_local=moment(start), policy=freeze(policy, country, date(2026, 11, 21), "stay"),
        refundable=RefundableLine(line=number, total=price, first_unit=first_unit),
    )  # fmt: skip


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["case"])
def test_a_worked_refund(case: dict[str, str]) -> None:
    currency = CURRENCIES.get(case["country"], "EUR")
    parts = [part(number, text, case["country"]) for number, text in enumerate(case["lines"].split("; "), 1)]
    booking = SimpleNamespace(status=Status.CONFIRMED, timezone=ZONE, quote=SimpleNamespace(parts=parts))
    now = moment(case["cancelled"]).replace(tzinfo=ZoneInfo(ZONE))

    preview = refund_preview(booking, paid=Money.of(case["paid"], currency), now=now, by=Actor(case["by"]))

    assert [line.fee for line in preview.lines] == [Money.of(fee, currency) for fee in case["fees"].split("; ")]
    assert [line.refund for line in preview.lines] == [Money.of(m, currency) for m in case["goes back"].split("; ")]
    assert preview.unpaid_fee == Money.of(case["unpaid fee"], currency)
    assert preview.fee + preview.refund == Money.of(case["paid"], currency)
    assert Money(sum(line.refund.minor for line in preview.lines), currency) == preview.refund


MOVES = cases("## Moving to another price")


@pytest.mark.parametrize("case", MOVES, ids=lambda case: case["case"])
def test_a_worked_move(case: dict[str, str]) -> None:
    before, paid, back, after = (
        Money.of(case[name], "KZT") for name in ("price before", "paid", "too much came back", "price after")
    )
    returns = (SimpleNamespace(amount=back, reason=SURPLUS, status=RefundStatus.SUCCEEDED),) if back.minor else ()
    purse = SimpleNamespace(currency="KZT", taken=paid, left=paid - back, returns=returns)

    found = difference_of(SimpleNamespace(total=before), SimpleNamespace(total=after, parts=()), purse)

    assert (found.refund, found.to_pay) == (Money.of(case["goes back"], "KZT"), Money.of(case["to pay"], "KZT"))
    assert found.paid - found.refund + found.to_pay == after
    assert found.counts == (paid.minor > 0 and before != after)


def test_before_it_is_confirmed_everything_goes_back() -> None:
    strict = part(1, "60000/20000 strict 10T14:00", "DE")
    held = SimpleNamespace(status=Status.PENDING_PAYMENT, timezone=ZONE, quote=SimpleNamespace(parts=[strict]))
    paid, now = Money.of(60000, "EUR"), moment("10T13:59").replace(tzinfo=ZoneInfo(ZONE))

    assert refund_preview(held, paid=paid, now=now, by=Actor.CUSTOMER).refund == paid


def test_the_page_has_its_cases() -> None:
    assert len(cases()) >= 11
    assert len(MOVES) >= 9
