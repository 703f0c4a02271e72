"""Analytics: the numbers on the screen are the numbers in the database."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.journeys.browser import DESK, PHONE
from tests.journeys.conftest import ALMATY, Visit
from tests.journeys.product import Product
from tests.journeys.test_help_desk import sign_in

pytestmark = pytest.mark.journey
TRUTH = """
    select count(*) as bookings, count(*) filter (where status = 'no_show') as absent,
           coalesce(sum(total_minor) filter (where status <> 'no_show'), 0)::bigint as worth
    from bookings.booking where vendor_id = $1 and status in ('confirmed', 'in_progress', 'completed', 'no_show')
      and (starts_at at time zone 'Asia/Almaty')::date between $2 and $3
"""


def days_until_today(count: int) -> tuple[date, date]:
    today = datetime.now(UTC).astimezone(ALMATY).date()
    return today - timedelta(days=count - 1), today


@pytest.mark.parametrize(("width", "business"), [(DESK, "salon"), (PHONE, "hotel")])
def test_four_weeks_are_counted_as_the_database_counts_them(
    visit: Visit, running_product: Product, width: int, business: str
) -> None:
    owner = visit(width, scheme="dark")
    page = owner.page
    owner.open("/login?lang=ru")
    sign_in(owner, f"{business}@demo.example")
    owner.open("/b")
    page.wait_for_url(re.compile(r"/b/ven_\d+"))
    home = re.search(r"/b/ven_(\d+)", page.url)
    assert home is not None
    owner.open(f"{home[0]}/analytics?lang=ru")
    page.locator(".stats-tiles").wait_for()

    (truth,) = running_product.rows(TRUTH, int(home[1]), *days_until_today(28))
    shown = [int(re.sub(r"\D", "", page.locator(".stats-tiles dd.numeric").nth(n).inner_text())) for n in (0, 1, 3)]
    assert shown == [truth["bookings"], truth["worth"] // 100, truth["absent"]]
    assert truth["bookings"] > 0
    page.locator(".stats-table summary").click()
    cells = page.locator(".stats-table td").all_inner_texts()
    assert (len(cells), sum(map(int, cells))) == (28, truth["bookings"])
    assert owner.accessibility_faults() == []
    assert owner.overflow() <= 0
