"""Resources and units: created from templates, edited by version, archived, and never below what is sold."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from smartbooking.availability import service as availability
from smartbooking.availability.domain import NewClaim
from smartbooking.catalog import service as catalog
from smartbooking.catalog.domain import (
    Confirmation,
    Kind,
    OfferStatus,
    PaymentTiming,
    Policy,
    ResourceDraft,
    Timing,
)
from smartbooking.catalog.errors import (
    CapacityInUse,
    ExternalReferenceTaken,
    NameTaken,
    NotReadyToPublish,
    UnknownVertical,
)
from smartbooking.infra.db import Database, ReadTx, Tx
from smartbooking.kernel.ids import uuid7
from smartbooking.kernel.period import Nights, Period
from smartbooking.kernel.problem import Invalid, NotFound, StaleVersion
from smartbooking.kernel.text import Localized
from tests.catalog.factory import NOW, make_resource, make_venue


async def _events(read: ReadTx, name: str = "catalog.resource_changed.v1") -> int:
    return (
        await read.execute(text("select count(*) from infra.event where name = :name"), {"name": name})
    ).scalar_one()


async def test_what_a_draft_leaves_open_follows_the_template(tx: Tx) -> None:
    venue = await make_venue(tx)

    made = await make_resource(tx, venue, capacity=12, attributes={"area_m2": 26})

    assert (made.kind, made.timing, made.grain_seconds, made.capacity) == (Kind.HOTEL, Timing.NIGHTS, 86_400, 12)
    assert (made.confirmation, made.payment_timing) == (Confirmation.INSTANT, PaymentTiming.DEPOSIT)
    assert (made.policy, made.status, made.listed, made.version) == (Policy.FLEXIBLE, OfferStatus.ACTIVE, True, 1)
    assert await catalog.get_resource(tx, resource_id=made.id) == made
    assert await _events(tx) == 1


async def test_the_ledger_knows_a_new_resource_in_the_same_transaction(tx: Tx) -> None:
    venue = await make_venue(tx)

    made = await make_resource(tx, venue, capacity=7)

    row = (
        await tx.execute(text("select capacity, grain from availability.resource where id = :id"), {"id": made.id})
    ).one()
    assert tuple(row) == (7, 86_400)


async def test_numbers_are_unique_across_vendors_and_in_the_given_order(tx: Tx) -> None:
    first, second = await make_venue(tx), await make_venue(tx, name="Медеу")
    drafts = [ResourceDraft(vertical="hotel", name=Localized.of(f"Номер {n}")) for n in range(20)]

    here = await catalog.create_resources(tx, vendor_id=first.vendor_id, venue_id=first.id, drafts=drafts, now=NOW)
    there = await catalog.create_resources(tx, vendor_id=second.vendor_id, venue_id=second.id, drafts=drafts, now=NOW)

    assert [made.name.pick("ru") for made in here] == [f"Номер {n}" for n in range(20)]
    assert len({made.id for made in (*here, *there)}) == 40


@pytest.mark.parametrize(
    ("facts", "pointer"),
    [
        ({"name": Localized({})}, "/name"),
        ({"name": Localized({"fr": "Chambre"})}, "/name/fr"),
        ({"name": Localized.of("x" * 161)}, "/name/ru"),
        ({"capacity": -1}, "/capacity"),
        ({"capacity": 32_767}, "/capacity"),
        ({"max_party": 0}, "/maxParty"),
        ({"amenities": ("wifi", "teleport")}, "/amenities/1"),
        ({"amenities": ("wifi", "wifi")}, "/amenities"),
        ({"attributes": {"area_m2": 0}}, "/attributes/area_m2"),
        ({"session": Period(NOW, NOW + timedelta(hours=1))}, "/session"),
        ({"vertical": "event"}, "/session"),
        ({"vertical": "clinic", "capacity": 2}, "/capacity"),
        ({"vertical": "salon"}, "/attributes/role"),
        ({"policy": Policy.CUSTOM}, "/customPolicy"),
        ({"custom_policy": {"late": {"kind": "full"}}}, "/customPolicy"),
        ({"parent_id": 999_999}, "/parentId"),
    ],
)
async def test_each_wrong_field_is_named_and_nothing_is_written(tx: Tx, facts: dict[str, Any], pointer: str) -> None:
    venue = await make_venue(tx)
    given = {"vertical": "hotel", "name": Localized.of("Номер"), **facts}

    with pytest.raises(Invalid) as refused:
        await catalog.create_resource(
            tx, vendor_id=venue.vendor_id, venue_id=venue.id, draft=ResourceDraft(**given), now=NOW
        )

    assert pointer in {error.pointer for error in refused.value.errors}
    assert (await catalog.list_resources(tx, vendor_id=venue.vendor_id)).total == 0
    assert await _events(tx) == 0


async def test_an_unknown_template_and_a_foreign_venue_are_refused(tx: Tx) -> None:
    mine, other = await make_venue(tx), await make_venue(tx, name="Медеу")

    with pytest.raises(UnknownVertical):
        await make_resource(tx, mine, vertical="castle")
    with pytest.raises(NotFound):
        await catalog.create_resource(
            tx,
            vendor_id=mine.vendor_id,
            venue_id=other.id,
            draft=ResourceDraft(vertical="hotel", name=Localized.of("Номер")),
            now=NOW,
        )


async def test_an_edit_changes_only_what_it_names_and_counts_the_version(tx: Tx) -> None:
    venue = await make_venue(tx)
    made = await make_resource(tx, venue, capacity=3, amenities=("wifi",))

    changed = await catalog.update_resource(
        tx, vendor_id=venue.vendor_id, resource_id=made.id, version=1, now=NOW, capacity=5, max_party=2
    )

    assert (changed.capacity, changed.max_party, changed.amenities, changed.version) == (5, 2, ("wifi",), 2)
    assert await _events(tx) == 2


async def test_the_second_of_two_edits_of_one_version_is_refused(tx: Tx) -> None:
    venue = await make_venue(tx)
    made = await make_resource(tx, venue)
    key = {"vendor_id": venue.vendor_id, "resource_id": made.id, "now": NOW}
    await catalog.update_resource(tx, **key, version=1, position=1)

    with pytest.raises(StaleVersion):
        await catalog.update_resource(tx, **key, version=1, position=2)

    assert (await catalog.get_resource(tx, resource_id=made.id)).position == 1


async def test_two_writers_at_once_change_a_version_exactly_once(database: Database) -> None:
    async with database.transaction() as tx:
        venue = await make_venue(tx)
        made = await make_resource(tx, venue)
    key = {"vendor_id": venue.vendor_id, "resource_id": made.id, "version": 1, "now": NOW}

    async with database.transaction() as first:
        await catalog.update_resource(first, **key, position=1)
        async with database.reading() as read:  # the second writer has read version 1 before the first committed
            assert (await catalog.get_resource(read, resource_id=made.id)).version == 1
    with pytest.raises(StaleVersion):
        async with database.transaction() as second:
            await catalog.update_resource(second, **key, position=2)


async def test_another_vendors_resource_does_not_exist(tx: Tx) -> None:
    mine, other = await make_venue(tx), await make_venue(tx, name="Медеу")
    theirs = await make_resource(tx, other)

    with pytest.raises(NotFound):
        await catalog.update_resource(
            tx, vendor_id=mine.vendor_id, resource_id=theirs.id, version=1, now=NOW, position=9
        )
    with pytest.raises(NotFound):
        await catalog.get_resource(tx, resource_id=theirs.id, vendor_id=mine.vendor_id)
    with pytest.raises(NotFound):
        await catalog.add_units(tx, vendor_id=mine.vendor_id, resource_id=theirs.id, names=["1"])


async def test_archiving_keeps_the_row_hides_it_and_may_be_repeated(tx: Tx) -> None:
    venue = await make_venue(tx)
    made = await make_resource(tx, venue)
    key = {"vendor_id": venue.vendor_id, "resource_id": made.id, "now": NOW}

    archived = await catalog.archive_resource(tx, **key, version=1)
    again = await catalog.archive_resource(tx, **key, version=None)

    assert (archived.status, archived.listed, archived.version) == (OfferStatus.ARCHIVED, False, 2)
    assert again == archived
    assert (await catalog.list_resources(tx, vendor_id=venue.vendor_id)).total == 0
    found = await catalog.list_resources(tx, vendor_id=venue.vendor_id, status=OfferStatus.ARCHIVED)
    assert [resource.id for resource in found.rows] == [made.id]


async def test_capacity_does_not_go_below_what_is_sold(database: Database) -> None:
    async with database.transaction() as tx:
        venue = await make_venue(tx)
        made = await make_resource(tx, venue, capacity=3)
        stay = Nights(date(2027, 1, 10), date(2027, 1, 12))
        claim = NewClaim(line=1, resource_id=made.id, span=stay, quantity=2)
        await availability.allocate(tx, vendor_id=venue.vendor_id, booking_id=uuid7(), claims=[claim])
    key = {"vendor_id": venue.vendor_id, "resource_id": made.id, "now": NOW}

    with pytest.raises(CapacityInUse):
        async with database.transaction() as tx:
            await catalog.update_resource(tx, **key, version=1, capacity=1)
    async with database.transaction() as tx:
        lowered = await catalog.update_resource(tx, **key, version=1, capacity=2)

    assert (lowered.capacity, lowered.version) == (2, 2)


async def test_a_published_session_keeps_its_time_a_draft_may_move(tx: Tx) -> None:
    venue = await make_venue(tx)
    evening = Period(datetime(2026, 12, 5, 14, tzinfo=UTC), datetime(2026, 12, 5, 16, tzinfo=UTC))
    later = Period(evening.start + timedelta(days=1), evening.end + timedelta(days=1))
    live = await make_resource(tx, venue, vertical="event", session=evening, capacity=50)
    draft = await make_resource(tx, venue, vertical="event", session=evening, status=OfferStatus.DRAFT)
    key = {"vendor_id": venue.vendor_id, "version": 1, "now": NOW}

    with pytest.raises(Invalid, match="/session"):
        await catalog.update_resource(tx, **key, resource_id=live.id, session=later)
    moved = await catalog.update_resource(tx, **key, resource_id=draft.id, session=later)

    assert live.grain_seconds == 0
    assert moved.session == later


async def test_a_whole_has_parts_on_one_level_only(tx: Tx) -> None:
    venue = await make_venue(tx)
    hall = await make_resource(tx, venue, vertical="sauna", name="Зал")
    court = await make_resource(tx, venue, vertical="sauna", name="Корт 1", parent_id=hall.id)
    doctor = await make_resource(tx, venue, vertical="clinic", name="Врач")

    with pytest.raises(Invalid, match="part itself"):
        await make_resource(tx, venue, vertical="sauna", name="Угол", parent_id=court.id)
    with pytest.raises(Invalid, match="same units of time"):
        await make_resource(tx, venue, vertical="sauna", name="Корт 2", parent_id=doctor.id)
    with pytest.raises(Invalid, match="has parts"):
        await catalog.update_resource(
            tx, vendor_id=venue.vendor_id, resource_id=hall.id, version=1, now=NOW,
            parent_id=(await make_resource(tx, venue, vertical="sauna")).id,
        )  # fmt: skip

    assert await catalog.children_of(tx, vendor_id=venue.vendor_id, resource_id=hall.id) == [court.id]


async def test_an_external_reference_is_used_once_per_vendor(database: Database) -> None:
    async with database.transaction() as tx:
        venue, other = await make_venue(tx), await make_venue(tx, name="Медеу")
        made = await make_resource(tx, venue, external_ref="listing:1419")
        await make_resource(tx, other, external_ref="listing:1419")

    with pytest.raises(ExternalReferenceTaken):
        async with database.transaction() as tx:
            await make_resource(tx, venue, external_ref="listing:1419")

    async with database.reading() as read:
        refs = ["listing:1419", "listing:2"]
        found = await catalog.find_by_external_refs(read, vendor_id=venue.vendor_id, refs=refs)
    assert found == {"listing:1419": made.id}


async def test_units_have_names_that_are_unique_within_their_resource(database: Database) -> None:
    async with database.transaction() as tx:
        venue = await make_venue(tx)
        made, sibling = await make_resource(tx, venue, capacity=2), await make_resource(tx, venue)
        key = {"vendor_id": venue.vendor_id, "resource_id": made.id}
        units = await catalog.add_units(tx, **key, names=["204", " 205 "])
        await catalog.add_units(tx, vendor_id=venue.vendor_id, resource_id=sibling.id, names=["204"])

    assert [(unit.name, unit.position) for unit in units] == [("204", 0), ("205", 1)]
    with pytest.raises(NameTaken):
        async with database.transaction() as tx:
            await catalog.add_units(tx, **key, names=["206", "204"])
    async with database.reading() as read:
        assert [unit.name for unit in await catalog.list_units(read, **key)] == ["204", "205"]


async def test_russian_lodging_without_register_number_stays_unlisted(tx: Tx) -> None:
    venue = await make_venue(tx, country="RU", currency="RUB", timezone="Europe/Moscow")

    with pytest.raises(NotReadyToPublish) as refused:
        await make_resource(tx, venue)
    unlisted = await make_resource(tx, venue, listed=False)
    stars = {"classification": {"stars": 3, "basis": "certified", "register_number": "С-770"}}
    listed = await catalog.update_resource(
        tx, vendor_id=venue.vendor_id, resource_id=unlisted.id, version=1, now=NOW, listed=True, attributes=stars
    )

    assert refused.value.extensions == {"missing": ["/attributes/classification/register_number"]}
    assert listed.listed


async def test_pages_are_in_display_order(tx: Tx) -> None:
    venue = await make_venue(tx)
    for position in (3, 1, 2):
        await make_resource(tx, venue, name=f"Номер {position}", position=position)

    page = await catalog.list_resources(tx, vendor_id=venue.vendor_id, page=2, limit=2)

    assert [resource.position for resource in page.rows] == [3]
    assert (page.total, page.page, page.limit) == (3, 2, 2)
