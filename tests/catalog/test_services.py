"""Services, the resources they need, templates poured into venues, and what the public sees."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from smartbooking.catalog import service as catalog
from smartbooking.catalog.domain import OfferStatus, PaymentTiming, Requirement
from smartbooking.infra.db import Tx
from smartbooking.kernel.principal import ANONYMOUS, Principal, VendorRole
from smartbooking.kernel.problem import Invalid, NotFound, StaleVersion
from tests.catalog.factory import NOW, make_resource, make_service, make_stylist, make_venue


async def test_a_haircut_needs_one_of_the_stylists_and_one_of_the_chairs(tx: Tx) -> None:
    venue = await make_venue(tx)
    anna, timur = await make_stylist(tx, venue, name="Анна"), await make_stylist(tx, venue, name="Тимур")
    chair = await make_stylist(tx, venue, name="Кресло", role="chair")

    made = await make_service(tx, venue, ("stylist", (timur.id, anna.id)), ("chair", (chair.id,)))

    found = await catalog.get_service(tx, service_id=made.id)
    assert found == made
    assert found.requirements == (
        Requirement(role="stylist", resource_ids=(timur.id, anna.id)),
        Requirement(role="chair", resource_ids=(chair.id,)),
    )
    assert found.payment_timing is PaymentTiming.DEPOSIT
    using = await catalog.services_using(tx, vendor_id=venue.vendor_id, resource_id=anna.id)
    assert [service.id for service in using] == [made.id]


async def test_a_service_uses_only_living_resources_of_its_own_venue(tx: Tx) -> None:
    venue, other = await make_venue(tx), await make_venue(tx, name="Медеу")
    foreign, room = await make_stylist(tx, other), await make_resource(tx, venue)
    gone = await make_stylist(tx, venue)
    await catalog.archive_resource(tx, vendor_id=venue.vendor_id, resource_id=gone.id, version=1, now=NOW)

    for wrong in (foreign, room, gone):
        with pytest.raises(Invalid) as refused:
            await make_service(tx, venue, ("stylist", (wrong.id,)))
        assert [error.pointer for error in refused.value.errors] == ["/requirements/0/resourceIds/0"]

    assert (await catalog.list_services(tx, vendor_id=venue.vendor_id)).total == 0


async def test_wrong_fields_of_a_service_are_all_named(tx: Tx) -> None:
    venue = await make_venue(tx)
    anna = await make_stylist(tx, venue)

    with pytest.raises(Invalid) as refused:
        await make_service(
            tx, venue, ("a", (anna.id, anna.id)), ("a", ()), name=" ", duration_minutes=7, pad_after_minutes=-5
        )

    assert {error.pointer for error in refused.value.errors} == {
        "/name",
        "/durationMinutes",
        "/padAfterMinutes",
        "/requirements/0/resourceIds",
        "/requirements/1/role",
        "/requirements/1/resourceIds",
    }


async def test_an_edit_replaces_requirements_and_counts_the_version(tx: Tx) -> None:
    venue = await make_venue(tx)
    anna, timur = await make_stylist(tx, venue), await make_stylist(tx, venue)
    made = await make_service(tx, venue, ("stylist", (anna.id,)))
    key = {"vendor_id": venue.vendor_id, "service_id": made.id, "now": NOW}

    changed = await catalog.update_service(
        tx, **key, version=1, duration_minutes=60, requirements=(Requirement(role="master", resource_ids=(timur.id,)),)
    )

    assert (changed.duration_minutes, changed.version) == (60, 2)
    assert await catalog.get_service(tx, service_id=made.id) == changed
    with pytest.raises(StaleVersion):
        await catalog.update_service(tx, **key, version=1, position=4)


async def test_archived_services_are_out_of_sight_but_not_gone(tx: Tx) -> None:
    venue = await make_venue(tx)
    made = await make_service(tx, venue, ("stylist", ((await make_stylist(tx, venue)).id,)))

    archived = await catalog.archive_service(tx, vendor_id=venue.vendor_id, service_id=made.id, version=1, now=NOW)

    assert archived.status is OfferStatus.ARCHIVED
    assert (await catalog.list_services(tx, vendor_id=venue.vendor_id)).total == 0
    assert await catalog.get_service(tx, service_id=made.id) == archived


@pytest.mark.parametrize("code", list(catalog.verticals()))
async def test_every_template_fills_a_venue(tx: Tx, code: str) -> None:
    venue = await make_venue(tx)
    vertical = catalog.get_vertical(code)

    made = await catalog.provision(tx, vendor_id=venue.vendor_id, venue_id=venue.id, vertical=vertical, now=NOW)

    assert [row.key for _, row in made.resources] == [row.key for row in vertical.resources]
    assert [row.key for _, row in made.services] == [row.key for row in vertical.services]
    stored = await catalog.list_resources(tx, vendor_id=venue.vendor_id)
    assert list(stored.rows) == [resource for resource, _ in made.resources]
    for resource, row in made.resources:
        units = await catalog.list_units(tx, vendor_id=venue.vendor_id, resource_id=resource.id)
        assert tuple(unit.name for unit in units) == row.units


async def test_a_template_event_is_at_its_wall_time_of_the_venue(tx: Tx) -> None:
    venue = await make_venue(tx)
    vertical = catalog.get_vertical("event")

    made = await catalog.provision(tx, vendor_id=venue.vendor_id, venue_id=venue.id, vertical=vertical, now=NOW)

    concert = made.resources[0][0]
    assert concert.session is not None
    assert concert.session.start == datetime(2026, 12, 5, 14, 0, tzinfo=UTC)  # 19:00 in Almaty


async def test_the_public_page_shows_an_active_offer_with_its_listed_services(tx: Tx) -> None:
    venue = await make_venue(tx)
    anna = await make_stylist(tx, venue)
    shown = await make_service(tx, venue, ("stylist", (anna.id,)))
    await make_service(tx, venue, ("stylist", (anna.id,)), name="Для своих", listed=False)

    page = await catalog.describe(tx, resource_id=anna.id, principal=ANONYMOUS)
    of_service = await catalog.describe_service(tx, service_id=shown.id, principal=ANONYMOUS)

    assert (page.resource, page.venue.id) == (anna, venue.id)
    assert [service.id for service in page.services] == [shown.id]
    assert [resource.id for resource in of_service.resources] == [anna.id]


async def test_offers_of_unverified_vendors_are_seen_by_their_own_people_only(tx: Tx) -> None:
    venue = await make_venue(tx, listed=False)
    made = await make_resource(tx, venue)
    owner = Principal(memberships={venue.vendor_id: VendorRole.STAFF})

    with pytest.raises(NotFound):
        await catalog.describe(tx, resource_id=made.id, principal=ANONYMOUS)

    assert (await catalog.describe(tx, resource_id=made.id, principal=owner)).resource == made


async def test_drafts_and_archived_offers_have_no_public_page(tx: Tx) -> None:
    venue = await make_venue(tx)
    draft = await make_resource(tx, venue, status=OfferStatus.DRAFT)

    with pytest.raises(NotFound):
        await catalog.describe(tx, resource_id=draft.id, principal=ANONYMOUS)


async def test_a_service_change_is_announced_once(tx: Tx) -> None:
    venue = await make_venue(tx)
    made = await make_service(tx, venue, ("stylist", ((await make_stylist(tx, venue)).id,)))

    query = text("select payload from infra.event where name = 'catalog.service_changed.v1'")
    payloads = (await tx.execute(query)).scalars().all()
    assert payloads == [{"vendor_id": venue.vendor_id, "service_id": made.id}]
