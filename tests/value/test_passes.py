"""A pass: what its visits are worth, when it may be used, how a freeze prolongs it, and what nobody may write."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from smartbooking.infra.db import Database, Tx
from smartbooking.kernel.principal import SYSTEM
from smartbooking.kernel.problem import Invalid, StaleVersion
from smartbooking.payments.service.books_check import check_books
from smartbooking.value import service
from smartbooking.value.domain import Counted, Covers, LineWanted, Standing, Starts, Till, code_hash, three_years_after
from smartbooking.value.domain.passes import pass_code_in, uses_of
from smartbooking.value.errors import PassPlanNotFound, PassRefused
from tests.bookings.factory import NOW
from tests.catalog.factory import make_venue
from tests.cluster import Clone
from tests.value.factory import kzt, sell_pass, ten_visits

DAY = timedelta(days=1)


async def sold(tx: Tx, **facts: object) -> tuple[dict[str, object], str]:
    """A pass and its code; whose it is, as the verbs take it."""
    vendor_id = (await make_venue(tx)).vendor_id
    one, code = await sell_pass(tx, vendor_id=vendor_id, now=NOW, **facts)
    return {"vendor_id": vendor_id, "pass_id": one.id}, code


def line(number: int, at: datetime = NOW, **facts: object) -> LineWanted:
    about = {"resource_id": 7, "service_id": None, "quantity": 1, "people": 1, "units": 1}
    return LineWanted(line=number, starts_at=at, **{**about, **facts})  # type: ignore[arg-type]


def refusal(error: pytest.ExceptionInfo[PassRefused]) -> str:
    return str(error.value.extensions["reason"])


async def test_visits_are_worth_the_price_to_the_last_unit(tx: Tx) -> None:
    about, _ = await sold(tx, price=kzt(10_000), visits=3)
    one, _ = await service.pass_of(tx, **about)

    uses = uses_of(one, [line(1), line(2), line(3), line(4)])

    assert [(use.line, use.visits, use.value.minor) for use in uses] == [(1, 1, 3333), (2, 1, 3333), (3, 1, 3334)]
    assert [use.value.minor for use in uses_of(one, [line(1, quantity=3)])] == [10_000]


def test_people_places_and_nights_cost_what_the_plan_says() -> None:
    by_person, by_booking = ten_visits(counted=Counted.PERSON, visits_each=2), ten_visits()

    assert by_person.cost(quantity=1, people=3) == 6
    assert by_booking.cost(quantity=2, people=3) == 2
    assert by_booking.cost(quantity=1, people=3, units=4) == 4


async def test_a_line_that_does_not_fit_any_more_is_left_to_money(tx: Tx) -> None:
    about, _ = await sold(tx, visits=3)
    one, _ = await service.pass_of(tx, **about)

    uses = service.planned(one, [line(1, quantity=2), line(2, quantity=2), line(3)], currency="KZT", now=NOW)

    assert [(use.line, use.visits) for use in uses] == [(1, 2), (3, 1)]


async def test_every_refusal_says_why_names_the_field_and_takes_nothing(tx: Tx) -> None:
    about, code = await sold(tx, visits=2, days=30, freeze_days=5, covers=Covers(everything=True))
    one, _ = await service.pass_of(tx, **about)
    other = (await make_venue(tx)).vendor_id
    said = []
    for lines, currency, now in (
        ([line(1, quantity=3)], "KZT", NOW),
        ([line(1)], "USD", NOW),
        ([line(1, NOW + 30 * DAY)], "KZT", NOW),
        ([line(1, NOW + 31 * DAY)], "KZT", NOW + 30 * DAY),
    ):
        with pytest.raises(PassRefused) as error:
            service.planned(one, lines, currency=currency, now=now)
        said.append((refusal(error), error.value.extensions["field"]))
    with pytest.raises(PassRefused) as unknown:
        await service.look_up_pass(tx, vendor_id=other, code=code)
    await service.freeze_pass(tx, **about, actor="test", now=NOW)
    frozen, _ = await service.pass_of(tx, **about)
    with pytest.raises(PassRefused) as cold:
        service.planned(frozen, [line(1)], currency="KZT", now=NOW)

    assert [reason for reason, _ in said] == ["too_few", "currency", "after_end", "expired"]
    assert {field for _, field in said} == {"/valueCode"}
    assert (refusal(unknown), refusal(cold)) == ("unknown", "frozen")
    assert (await service.pass_of(tx, **about))[0].visits == 2


async def test_a_pass_pays_only_for_what_its_plan_covers(tx: Tx) -> None:
    one, _ = await service.pass_of(tx, **(await sold(tx))[0])
    limited = replace(
        one, terms=replace(one.terms, covers=Covers(everything=False, resource_ids=(7,), service_ids=(9,)))
    )

    uses = service.planned(
        limited, [line(1, resource_id=8), line(2), line(3, resource_id=None, service_id=9)], currency="KZT", now=NOW
    )
    with pytest.raises(PassRefused) as error:
        service.planned(limited, [line(1, resource_id=8)], currency="KZT", now=NOW)

    assert [use.line for use in uses] == [2, 3]
    assert refusal(error) == "wrong_offer"


async def test_a_freeze_prolongs_by_every_day_begun_and_no_more_than_allowed(tx: Tx) -> None:
    about, _ = await sold(tx, days=30, freeze_days=5)
    until = NOW + 30 * DAY

    await service.freeze_pass(tx, **about, actor="test", now=NOW)
    again = await service.freeze_pass(tx, **about, actor="test", now=NOW + DAY)
    back = await service.release_pass(tx, **about, actor="test", now=NOW + DAY + timedelta(minutes=1))
    assert (again.frozen_at, back.valid_until, back.freeze_left) == (NOW, until + 2 * DAY, 3)

    later = NOW + 10 * DAY
    frozen = await service.freeze_pass(tx, **about, actor="test", now=later)
    assert [frozen.standing(later + hours) for hours in (3 * DAY - timedelta(seconds=1), 3 * DAY)] == [
        Standing.FROZEN, Standing.USABLE,
    ]  # fmt: skip
    assert frozen.thawed(later + 9 * DAY).valid_until == until + 5 * DAY
    with pytest.raises(PassRefused) as used_up:
        await service.freeze_pass(tx, **about, actor="test", now=later + 9 * DAY)
    one, movements = await service.pass_of(tx, **about)
    assert refusal(used_up) == "no_freeze"
    assert (one.frozen_at, one.valid_until, one.frozen_days) == (None, until + 5 * DAY, 5)
    assert [(m.kind.value, m.at) for m in movements[:2]] == [("released", later + 3 * DAY), ("frozen", later)]


async def test_a_pass_may_wait_for_its_first_visit_and_waits_again_when_that_is_cancelled(tx: Tx) -> None:
    about, _ = await sold(tx, days=30, starts=Starts.FIRST_VISIT, freeze_days=5)
    with pytest.raises(PassRefused) as waits:
        await service.freeze_pass(tx, **about, actor="test", now=NOW)
    visit = NOW + 200 * DAY
    booking = about["pass_id"]

    await service.redeem_visits(
        tx, **about, booking_id=booking, wanted=[line(1, visit)], currency="KZT", cause="t", now=NOW
    )
    begun, _ = await service.pass_of(tx, **about)
    await service.give_visits_back(tx, **about, booking_id=booking, line=1, amount=kzt(2_000_00), cause="back", now=NOW)
    rested, _ = await service.pass_of(tx, **about)

    assert refusal(waits) == "waits"
    assert (begun.started_at, begun.valid_until, begun.visits) == (visit, visit + 30 * DAY, 9)
    assert (rested.started_at, rested.valid_until, rested.visits) == (None, three_years_after(NOW), 10)


async def test_the_desk_uses_a_visit_by_hand_and_takes_it_back_once(tx: Tx) -> None:
    about, _ = await sold(tx, price=kzt(10_000), visits=3)
    used = await service.use_by_hand(tx, **about, visits=2, note="", principal=SYSTEM, now=NOW)
    _, movements = await service.pass_of(tx, **about)
    number = movements[0].number
    undone = [await service.undo_use(tx, **about, number=number, principal=SYSTEM, now=NOW) for _ in range(2)]

    assert (used.visits, used.owed.minor) == (1, 3334)
    assert [(one.visits, one.owed.minor) for one in undone] == [(3, 10_000)] * 2
    assert await check_books(tx) == []


async def test_a_sold_pass_keeps_the_terms_of_its_sale(tx: Tx) -> None:
    about, _ = await sold(tx)
    before, _ = await service.pass_of(tx, **about)
    plan = {"vendor_id": about["vendor_id"], "plan_id": before.plan_id, "principal": SYSTEM, "now": NOW}

    changed = await service.change_pass_plan(tx, **plan, version=1, terms=ten_visits(visits=2), on_sale=False)
    with pytest.raises(StaleVersion):
        await service.change_pass_plan(tx, **plan, version=1, terms=ten_visits(visits=3), on_sale=True)
    with pytest.raises(PassPlanNotFound):
        await service.issue_pass(
            tx, vendor_id=before.vendor_id, plan_id=before.plan_id, paid_into="till:pay_on_site", holder=before.holder,
            note="", actor="test", now=NOW,
        )  # fmt: skip

    assert (changed.terms.visits, changed.version) == (2, 2)
    assert (await service.pass_of(tx, **about))[0].terms == before.terms


@pytest.mark.parametrize(
    "facts", [{"days": 1095, "freeze_days": 1}, {"price": kzt(9)}, {"covers": Covers(everything=False)}]
)
async def test_a_plan_against_law_or_sense_is_refused(tx: Tx, facts: dict[str, object]) -> None:
    vendor_id = (await make_venue(tx)).vendor_id

    with pytest.raises(Invalid):
        await service.add_pass_plan(
            tx, vendor_id=vendor_id, terms=ten_visits(**facts), on_sale=True, principal=SYSTEM, now=NOW
        )


async def test_a_pass_is_prolonged_to_three_years_after_its_sale_at_most(tx: Tx) -> None:
    about, _ = await sold(tx)
    last = three_years_after(NOW)
    for until in (NOW + DAY, last + DAY):
        with pytest.raises(Invalid):
            await service.prolong_pass(tx, **about, until=until, principal=SYSTEM, now=NOW)

    assert (await service.prolong_pass(tx, **about, until=last, principal=SYSTEM, now=NOW)).valid_until == last


async def test_the_code_is_known_by_its_hash_and_a_new_one_ends_it(tx: Tx) -> None:
    about, old = await sold(tx)
    new = await service.make_pass_code(tx, **about, principal=SYSTEM, now=NOW)
    row = (await tx.execute(text("select to_jsonb(p)::text as shown, code_hash, tail from value.pass p"))).one()

    assert (row.code_hash, row.tail, new in row.shown, new[0], pass_code_in(old)) == (
        code_hash(new), new[-4:], False, "P", old,
    )  # fmt: skip
    with pytest.raises(PassRefused):
        await service.look_up_pass(tx, vendor_id=about["vendor_id"], code=old)


@pytest.mark.parametrize(
    "cheat",
    [
        "update value.pass set visits_left = 99",
        "update value.pass set owed_minor = 1",
        "update value.pass_movement set visits = 1",
        "delete from value.pass_movement",
        "delete from value.pass",
        "update value.pass set terms = '{}'",
    ],
)
async def test_the_application_writes_no_visits_and_rewrites_nothing(tx: Tx, cheat: str) -> None:
    await sold(tx)

    with pytest.raises(DBAPIError, match="permission denied"):
        await tx.execute(text(cheat))


async def test_nobody_rewrites_movements_or_outlives_the_law(database: Database, clone: Clone) -> None:
    async with database.transaction() as tx:
        await sold(tx)
    owner = await asyncpg.connect(clone.owner_url)
    try:
        for cheat, says in (
            ("delete from value.pass_movement", "not rewritten"),
            ("update value.pass set valid_until = issued_at + interval '3 years 1 day'", "pass_lasts_three_years"),
            ("update value.pass set visits_left = -1, owed_minor = 0", "visits_are_never_negative"),
            ("update value.pass set visits_left = 0", "visits_and_what_is_owed_end_together"),
        ):
            with pytest.raises(asyncpg.PostgresError, match=says):
                await owner.execute(cheat)
    finally:
        await owner.close()


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_whatever_the_desk_does_visits_movements_and_books_agree(tx: Tx, seed: int) -> None:
    """Thirty random acts on a pass whose price does not divide by its visits."""
    random = Random(seed)
    about, _ = await sold(tx, price=kzt(random.randrange(1_000, 9_999)), visits=7, freeze_days=9, days=365)
    uses: list[int] = []
    for step in range(30):
        now = NOW + step * timedelta(hours=17)
        try:
            match random.choice(("use", "use", "use", "undo", "undo", "freeze", "release", "pay out")):
                case "use":
                    await service.use_by_hand(
                        tx, **about, visits=random.randrange(1, 4), note="", principal=SYSTEM, now=now
                    )
                    uses.append((await service.pass_of(tx, **about))[1][0].number)
                case "undo" if uses:
                    await service.undo_use(tx, **about, number=random.choice(uses), principal=SYSTEM, now=now)
                case "freeze":
                    await service.freeze_pass(tx, **about, actor="test", now=now)
                case "pay out" if step > 20:
                    await service.pay_out_pass(tx, **about, till=Till.DESK, reason="test", principal=SYSTEM, now=now)
                case _:
                    await service.release_pass(tx, **about, actor="test", now=now)
        except PassRefused:
            pass
        one, lines = await service.pass_of(tx, **about)
        assert sum(m.visits for m in lines) == one.visits
        assert sum(m.amount.minor for m in lines) == one.owed.minor
        assert (lines[0].left, lines[0].owed) == (one.visits, one.owed)
        assert await check_books(tx) == []
