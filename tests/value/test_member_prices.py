"""Booking as a member over HTTP: her price and nobody else's, on her days, and a refusal that says what to do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx2
import pytest
from sqlalchemy import text

from smartbooking.infra.db import Database
from smartbooking.kernel.ids import public_id, uuid7
from smartbooking.kernel.principal import SYSTEM, Principal, VendorRole
from smartbooking.value import service
from smartbooking.value.domain import Membership, Plan, Till
from tests.bookings.factory import NIGHT_PRICE, Place, committed_rooms
from tests.pricing.conftest import Caller, caller
from tests.value.factory import kzt, make_member_price, make_plan, sell_membership

__all__ = ["caller"]
pytestmark = pytest.mark.usefixtures("cards")
FULL, LESS = 2 * NIGHT_PRICE / 100, 2 * NIGHT_PRICE * 4 / 500


@dataclass(frozen=True, slots=True)
class Club:
    """A place whose members pay a fifth less, and one of them."""

    database: Database
    place: Place
    plan: Plan
    membership: Membership
    code: str
    today: date

    async def ends(self) -> None:
        async with self.database.transaction() as tx:
            await service.end_membership(
                tx, vendor_id=self.plan.vendor_id, membership_id=self.membership.id, back=kzt(0), till=Till.DESK,
                reason="moves away", today=self.today, principal=SYSTEM, now=datetime.now(UTC),
            )  # fmt: skip

    def line(self, ahead: int = 5) -> dict[str, Any]:
        first = self.today + timedelta(days=ahead)
        days = {"startDate": first.isoformat(), "endDate": (first + timedelta(days=2)).isoformat()}
        return {"resourceId": f"res_{self.place.resource.id}", **days}

    async def quote(self, client: httpx2.AsyncClient, ahead: int = 5, **more: Any) -> httpx2.Response:
        return await client.post("/api/v1/quotes", json={"lines": [self.line(ahead)], **more})

    async def book(self, client: httpx2.AsyncClient, key: str, ahead: int = 5, **more: Any) -> httpx2.Response:
        who = {"userDetails": {"firstName": "Айгерім", "phone": "+77015550418"}, "paymentMethod": "pay_on_site"}
        what = {} if "quoteToken" in more else self.line(ahead)
        return await client.post(
            "/api/v1/bookings", json={**what, **who, **more}, headers={"Idempotency-Key": f"book-as-a-member-{key}"}
        )

    async def uses(self) -> list[tuple[date, bool]]:
        async with self.database.reading() as read:
            rows = await read.execute(text("select day, released_at from value.membership_use order by day"))
            return [(row.day, row.released_at is not None) for row in rows]


async def opened(database: Database, **facts: Any) -> Club:
    place = await committed_rooms(database, capacity=9)
    today = datetime.now(ZoneInfo("Asia/Almaty")).date()
    async with database.transaction() as tx:
        plan = await make_plan(tx, vendor_id=place.vendor_id, **facts)
        await make_member_price(tx, plan)
        membership, code = await sell_membership(tx, plan, today=today, now=datetime.now(UTC))
    return Club(database, place, plan, membership, code, today)


async def test_a_member_sees_her_price_with_its_reason_and_books_at_it(
    client: httpx2.AsyncClient, database: Database
) -> None:
    club = await opened(database)

    quoted = (await club.quote(client, memberCode=club.code.lower())).json()
    made = (await club.book(client, "1", quoteToken=quoted["quoteToken"])).json()
    direct = (await club.book(client, "2", memberCode=club.code)).json()

    assert (quoted["total"], made["totalPrice"], direct["totalPrice"]) == (LESS, LESS, LESS)
    lines = [(line["kind"], line["label"], line["amount"]) for line in quoted["lines"]]
    assert lines[1:] == [("rule", "Члены клуба", LESS - FULL)]
    shown = quoted["member"]
    assert (shown["plan"], shown["tail"], shown["applied"], shown["saving"]) == (
        "Клуб",
        club.code[-4:],
        True,
        FULL - LESS,
    )
    assert await club.uses() == [(club.today + timedelta(days=5), False)] * 2


async def test_nobody_else_sees_her_price(client: httpx2.AsyncClient, database: Database) -> None:
    club = await opened(database)
    await club.quote(client, memberCode=club.code)
    nights = f"/api/v1/resources/res_{club.place.resource.id}/nights"

    again = (await club.quote(client)).json()
    found = (await client.get(nights, params={"month": club.line()["startDate"][:7]})).text
    booked = (await club.book(client, "3")).json()

    assert (again["total"], again["member"], booked["totalPrice"]) == (FULL, None, FULL)
    assert again["memberPrices"] is True  # everybody may know that a code would help
    assert "25000" in found
    assert {"20000", "40000"} & set(re.findall(r"\d+", found)) == set()
    assert await club.uses() == []


async def test_a_sold_out_place_tells_others_nothing_of_her_price(
    client: httpx2.AsyncClient, database: Database
) -> None:
    club = await opened(database)
    for number in range(9):
        await club.book(client, f"all-{number}")

    hers = await club.book(client, "member-refused", memberCode=club.code)
    others = [await club.book(client, f"refused-{number}") for number in range(2)]

    assert [reply.status_code for reply in (hers, *others)] == [409] * 3
    assert {one["price"] for one in hers.json()["alternatives"]} == {LESS}
    for reply in others:
        assert {(one["price"], one["priceDifference"]) for one in reply.json()["alternatives"]} == {(FULL, 0)}


async def test_a_membership_that_ended_after_the_quote_is_refused_and_nothing_is_booked(
    client: httpx2.AsyncClient, database: Database
) -> None:
    club = await opened(database)
    token = (await club.quote(client, memberCode=club.code)).json()["quoteToken"]
    await club.ends()

    replies = [
        await club.book(client, "4", quoteToken=token),
        await club.book(client, "5", memberCode=club.code),
        await club.quote(client, memberCode=club.code),
        await client.post("/api/v1/holds", json={"quoteToken": token}, headers={"Idempotency-Key": "hold-as-member-1"}),
    ]

    assert [reply.status_code for reply in replies] == [409] * 4
    for refused in (reply.json() for reply in replies):
        assert (refused["code"], refused["reason"], refused["field"]) == ("membership-refused", "ended", "/memberCode")
        assert "Buy a new one at the desk, or book without it." in refused["detail"]
    async with database.reading() as read:
        assert await read.scalar(text("select count(*) from bookings.booking")) == 0
        assert await read.scalar(text("select count(*) from availability.claim")) == 0


async def test_what_counts_is_the_day_of_the_visit(client: httpx2.AsyncClient, database: Database) -> None:
    club = await opened(database)
    last = (club.membership.valid_until - club.today).days - 1  # the first night is its last day

    half = (await club.quote(client, ahead=last, memberCode=club.code)).json()
    after = await club.quote(client, ahead=last + 1, memberCode=club.code)
    unknown = await club.quote(client, memberCode="MAAA-AAAA-AAAA-AAAA")

    assert half["total"] == (FULL + LESS) / 2
    assert (after.status_code, after.json()["reason"]) == (409, "over")
    assert after.json()["validUntil"] == club.membership.valid_until.isoformat()
    assert (unknown.status_code, unknown.json()["reason"]) == (409, "unknown")


async def test_an_account_that_booked_by_the_code_needs_none_from_then_on_and_staff_never_book_by_their_own(
    client: httpx2.AsyncClient, caller: Caller, database: Database
) -> None:
    club = await opened(database)
    caller.principal = Principal(user_id=uuid7(), name="Айгерім")
    before = (await club.quote(client)).json()["total"]
    await club.book(client, "6", memberCode=club.code)

    known = (await club.quote(client)).json()
    booked = (await club.book(client, "7")).json()
    mine = caller.principal
    caller.principal = Principal(user_id=mine.user_id, memberships={club.place.vendor_id: VendorRole.STAFF})
    staff = (await club.quote(client)).json()
    caller.principal = Principal(user_id=uuid7(), name="Another")
    stranger = (await club.quote(client)).json()

    assert (before, known["total"], booked["totalPrice"]) == (FULL, LESS, LESS)
    assert (known["member"]["tail"], staff["total"], stranger["total"]) == (club.code[-4:], FULL, FULL)


async def test_a_month_has_as_many_member_prices_as_its_plan_allows_and_cancelling_gives_one_back(
    client: httpx2.AsyncClient, database: Database
) -> None:
    club = await opened(database, monthly_limit=1)
    first = (await club.book(client, "8", memberCode=club.code)).json()

    full = await club.book(client, "9", memberCode=club.code)
    link = {"X-Booking-Token": first["manageToken"]}
    await client.post(f"/api/v1/bookings/{first['bookingId']}/cancel", json={}, headers=link)
    again = await club.book(client, "10", memberCode=club.code)

    assert (full.status_code, full.json()["reason"]) == (409, "limit")
    assert again.status_code == 201
    assert await club.uses() == [(club.today + timedelta(days=5), True), (club.today + timedelta(days=5), False)]


async def test_a_move_is_priced_by_the_membership_as_it_is_then(client: httpx2.AsyncClient, database: Database) -> None:
    club = await opened(database)
    booking = (await club.book(client, "11", memberCode=club.code)).json()
    link, where = {"X-Booking-Token": booking["manageToken"]}, f"/api/v1/bookings/{booking['bookingId']}"
    other = {name: day for name, day in club.line(ahead=8).items() if name != "resourceId"}

    kept = (await client.post(f"{where}/reschedule-preview", json=other, headers=link)).json()
    moved = await client.post(
        f"{where}/reschedule", json=other, headers={**link, "Idempotency-Key": "move-as-a-member-1"}
    )
    await club.ends()
    back = {name: day for name, day in club.line().items() if name != "resourceId"}
    lost = (await client.post(f"{where}/reschedule-preview", json=back, headers=link)).json()
    await client.post(f"{where}/reschedule", json=back, headers={**link, "Idempotency-Key": "move-as-a-member-2"})

    assert (kept["total"], moved.status_code, lost["total"]) == (LESS, 200, FULL)
    assert await club.uses() == [(club.today + timedelta(days=8), True)]


async def test_the_business_sees_what_a_rule_does_for_members_before_it_is_saved(
    client: httpx2.AsyncClient, caller: Caller, database: Database
) -> None:
    club = await opened(database)
    caller.becomes(club.place.vendor_id)
    rules = f"/api/v1/vendors/ven_{club.place.vendor_id}/price-rules"
    plan = public_id("pln", club.plan.id)
    draft = {
        "translations": {"ru": "Ставка клуба"},
        "effect": "price",
        "amount": 15000,
        "conditions": {"plans": [plan]},
    }
    asked = {"offerId": club.line()["resourceId"], "from": "2027-03-01", "days": 1}

    everybody = (await client.post(f"{rules}/preview", json={**asked, "draftRule": draft})).json()["cells"][0]
    member = (await client.post(f"{rules}/preview", json={**asked, "draftRule": draft, "planId": plan})).json()
    why = (await client.post(f"{rules}/simulate", json={"lines": [club.line()]})).json()
    hers = (await client.post(f"{rules}/simulate", json={"lines": [club.line()], "planId": plan})).json()
    saved = (await client.post(rules, json=draft)).json()
    strange = await client.post(rules, json={**draft, "conditions": {"plans": [public_id("pln", uuid7())]}})

    assert (everybody["price"], member["cells"][0]["price"]) == (25000, 12000)
    assert [(one["name"], one["obstacle"]) for one in why["skippedRules"]] == [("Члены клуба", "member")]
    assert (hers["total"], hers["skippedRules"], [step["code"] for step in hers["trace"]]) == (
        LESS, [], ["base.night", "rule.rule"] * 2,
    )  # fmt: skip
    assert saved["conditions"]["plans"] == [plan]
    assert (strange.status_code, strange.json()["errors"][0]["pointer"]) == (422, "/conditions/plans")
