"""Memberships: their days as the page tells them, their law, and the books."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from smartbooking.infra.db import Tx
from smartbooking.kernel.ids import uuid7
from smartbooking.kernel.principal import SYSTEM
from smartbooking.kernel.problem import Invalid
from smartbooking.payments.service.books_check import check_books
from smartbooking.value import service
from smartbooking.value.domain import Membership, MembershipStanding, Plan, PlanPeriod, Till
from smartbooking.value.domain.memberships import one_period_after
from smartbooking.value.errors import MembershipRefused
from tests.catalog.factory import make_venue
from tests.value.factory import kzt, make_plan, sell_membership

PAGE = (Path(__file__).parents[2] / "docs" / "algorithms" / "value.md").read_text(encoding="utf-8")
NOW = datetime(2026, 1, 31, 9, tzinfo=UTC)
TODAY = date(2026, 1, 31)


@dataclass(frozen=True, slots=True)
class Desk:
    """One membership, and what the desk does with it on a day."""

    tx: Tx
    plan: Plan
    id: object

    async def run(self, verb: str, today: date) -> Membership:
        about = {"vendor_id": self.plan.vendor_id, "membership_id": self.id, "principal": SYSTEM, "now": NOW}
        reason = {**about, "reason": "как просили", "today": today}
        if verb.startswith("rests for"):
            return await service.freeze_membership(self.tx, days=int(verb.split()[2]), **reason)  # type: ignore[arg-type]
        if verb == "released":
            return await service.release_membership(self.tx, **reason)  # type: ignore[arg-type]
        if verb.startswith("renewed"):
            return await service.renew_membership(self.tx, till=Till.DESK, today=today, **about)  # type: ignore[arg-type]
        back = kzt(int(verb.split()[1]) * 100)
        return await service.end_membership(self.tx, back=back, till=Till.DESK, **reason)  # type: ignore[arg-type]


def story() -> list[list[str]]:
    """The rows of the page's table of one membership."""
    table = PAGE.split("| day | what happens | paid in all |")[1].split("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in table]


async def test_a_membership_lives_as_the_page_says(tx: Tx) -> None:
    vendor_id = (await make_venue(tx)).vendor_id
    plan = await make_plan(tx, vendor_id=vendor_id, grace_days=3, freeze_days=10)
    sold, _ = await sell_membership(tx, plan, today=TODAY, now=NOW)
    desk = Desk(tx, plan, sold.id)

    lived = []
    for day, what, *_ in (rows := story()):
        if not what.startswith("sold"):
            await desk.run(what, date.fromisoformat(day))
        now = await service.get_membership(tx, vendor_id=vendor_id, membership_id=sold.id)
        _, _, paid = await service.membership_story(tx, now)
        days = ", ".join(f"{first}..{until}" for first, until in now.days())
        lived.append([day, what, str(paid // 100), str(now.valid_from), str(now.valid_until), days])

    assert lived == rows
    assert len(lived) == 6
    assert await check_books(tx) == []


@pytest.mark.parametrize(
    ("day", "period", "until"),
    [
        (date(2026, 1, 15), PlanPeriod.MONTH, date(2026, 2, 15)),
        (date(2026, 1, 31), PlanPeriod.MONTH, date(2026, 3, 1)),
        (date(2026, 11, 30), PlanPeriod.QUARTER, date(2027, 3, 1)),
        (date(2028, 2, 29), PlanPeriod.YEAR, date(2029, 3, 1)),
        (date(2026, 12, 1), PlanPeriod.MONTH, date(2027, 1, 1)),
    ],
)
def test_a_period_ends_on_the_same_day_of_its_last_month_and_is_never_short(
    day: date, period: PlanPeriod, until: date
) -> None:
    assert one_period_after(day, period) == until


async def test_what_a_membership_is_on_each_day(tx: Tx) -> None:
    plan = await make_plan(tx, vendor_id=(await make_venue(tx)).vendor_id, grace_days=2, freeze_days=5)
    sold, _ = await sell_membership(tx, plan, today=date(2026, 3, 1), now=NOW)
    frozen = await Desk(tx, plan, sold.id).run("rests for 2 days", date(2026, 3, 10))

    standings = {day: frozen.standing(date(2026, *day)) for day in ((2, 28), (3, 1), (3, 11), (4, 2), (4, 4), (4, 5))}
    assert [standing.value for standing in standings.values()] == [
        "ahead",
        "active",
        "frozen",
        "active",
        "grace",
        "over",
    ]


async def test_it_rests_no_longer_than_its_plan_allows_in_a_period(tx: Tx) -> None:
    plan = await make_plan(tx, vendor_id=(await make_venue(tx)).vendor_id, freeze_days=5)
    sold, _ = await sell_membership(tx, plan, today=TODAY, now=NOW)
    desk = Desk(tx, plan, sold.id)
    await desk.run("rests for 4 days", TODAY)

    with pytest.raises(MembershipRefused, match="rests on that day"):
        await desk.run("rests for 1 days", TODAY + timedelta(days=1))
    with pytest.raises(Invalid, match="1 more days"):
        await desk.run("rests for 2 days", TODAY + timedelta(days=10))

    renewed = await desk.run("renewed", TODAY + timedelta(days=11))
    assert renewed.frozen_days == 0
    assert (await desk.run("rests for 5 days", TODAY + timedelta(days=12))).frozen_days == 5


async def test_no_more_is_given_back_than_was_paid_and_it_ends_once(tx: Tx) -> None:
    plan = await make_plan(tx, vendor_id=(await make_venue(tx)).vendor_id)
    sold, code = await sell_membership(tx, plan, today=TODAY, now=NOW)
    desk = Desk(tx, plan, sold.id)

    with pytest.raises(Invalid, match="15000"):
        await desk.run("ended 15001", TODAY)
    ended = await desk.run("ended 15000", TODAY)
    with pytest.raises(MembershipRefused, match="has ended"):
        await desk.run("renewed", TODAY)

    assert (ended.days(), ended.standing(TODAY)) == ((), MembershipStanding.ENDED)
    with pytest.raises(MembershipRefused) as refused:
        await service.membership_by_code(tx, vendor_id=plan.vendor_id, code=code)
    assert (refused.value.extensions["reason"], refused.value.extensions["field"]) == ("ended", "/memberCode")
    assert await check_books(tx) == []


async def test_a_plan_that_is_not_sold_any_more_is_not_sold(tx: Tx) -> None:
    plan = await make_plan(tx, vendor_id=(await make_venue(tx)).vendor_id, on_sale=False)

    with pytest.raises(Invalid, match="not sold any more"):
        await sell_membership(tx, plan, today=TODAY, now=NOW)


async def test_codes_are_kept_as_hashes_and_a_new_one_ends_the_one_before_and_the_account_that_knew_it(tx: Tx) -> None:
    plan = await make_plan(tx, vendor_id=(await make_venue(tx)).vendor_id)
    other = (await make_venue(tx)).vendor_id
    sold, old = await sell_membership(tx, plan, today=TODAY, now=NOW)
    user = uuid7()
    await service.use_membership(
        tx, vendor_id=plan.vendor_id, membership_id=sold.id, booking_id=uuid7(), days=((TODAY, TODAY + timedelta(1)),),
        user_id=user, now=NOW,
    )  # fmt: skip
    linked = await service.memberships_of_user(tx, vendor_id=plan.vendor_id, user_id=user)

    new = await service.make_member_code(tx, vendor_id=plan.vendor_id, membership_id=sold.id, principal=SYSTEM, now=NOW)

    assert [one.id for one in linked] == [sold.id]
    assert await service.memberships_of_user(tx, vendor_id=plan.vendor_id, user_id=user) == []
    assert (await service.membership_by_code(tx, vendor_id=plan.vendor_id, code=new.lower())).id == sold.id
    row = await tx.scalar(text("select to_jsonb(m)::text from value.membership m"))
    assert new not in row
    assert old not in row
    for vendor_id, code in ((plan.vendor_id, old), (other, new), (plan.vendor_id, "G" + new[1:])):
        with pytest.raises(MembershipRefused, match="no membership with this code"):
            await service.membership_by_code(tx, vendor_id=vendor_id, code=code)


@pytest.mark.parametrize(
    "cheat",
    [
        "update value.membership_change set amount_minor = 1",
        "delete from value.membership_change",
        "delete from value.membership",
        "delete from value.plan",
    ],
)
async def test_the_application_rewrites_no_history(tx: Tx, cheat: str) -> None:
    plan = await make_plan(tx, vendor_id=(await make_venue(tx)).vendor_id)
    await sell_membership(tx, plan, today=TODAY, now=NOW)

    with pytest.raises(DBAPIError):
        async with tx.begin_nested():
            await tx.execute(text(cheat))
