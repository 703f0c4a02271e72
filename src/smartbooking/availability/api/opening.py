"""Opening hours and booking rules of venues, resources and services."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Path, Response

from smartbooking.availability import service
from smartbooking.availability.access import Manager, Staff
from smartbooking.availability.domain.terms import Owner
from smartbooking.availability.schemas.opening import ExceptionBody, ScheduleBody, ScheduleReply
from smartbooking.availability.schemas.rehearsal import DraftBody, RehearsalReply
from smartbooking.availability.schemas.rules import RulesBody, RulesReply
from smartbooking.infra.audit import record
from smartbooking.infra.db import Tx
from smartbooking.infra.http.deps import NowDep, ReadTxDep, TxDep
from smartbooking.infra.http.problems import problems
from smartbooking.infra.http.wire import VendorRef
from smartbooking.kernel.ids import MalformedId, parse_number
from smartbooking.kernel.principal import Principal
from smartbooking.kernel.problem import Forbidden, Invalid, NotFound, Unauthenticated

router = APIRouter(prefix="/api/v1/vendors/{vendor_id}", tags=["Availability"])
REFUSALS: Final = problems(NotFound, Forbidden, Unauthenticated)


class OwnerPath(StrEnum):
    """Whose hours or rules: `venues`, `resources` or `services`."""

    VENUES = "venues"
    RESOURCES = "resources"
    SERVICES = "services"


_OWNERS: Final = {
    OwnerPath.VENUES: (Owner.VENUE, "vnu"),
    OwnerPath.RESOURCES: (Owner.RESOURCE, "res"),
    OwnerPath.SERVICES: (Owner.SERVICE, "srv"),
}
OwnerText = Annotated[str, Path(pattern="^(vnu|res|srv)_[0-9]{1,18}$", examples=["res_123"])]


def _owner(owners: OwnerPath, owner_id: OwnerText) -> tuple[Owner, int]:
    owner, prefix = _OWNERS[owners]
    try:
        return owner, parse_number(prefix, owner_id)
    except MalformedId as error:
        raise NotFound("Nothing with that id here.") from error


OwnerDep = Annotated[tuple[Owner, int], Depends(_owner)]


@router.get(
    "/{owners}/{owner_id}/schedule",
    summary="Weekly hours, special days and holidays",
    response_model=ScheduleReply,
    responses=REFUSALS,
)
async def read_schedule(vendor_id: VendorRef, owner: OwnerDep, _: Staff, read: ReadTxDep, now: NowDep) -> ScheduleReply:
    """What is said here, and what the venue says where this is silent."""
    found = await service.get_schedule(read, vendor_id=vendor_id, owner=owner[0], owner_id=owner[1], now=now)
    return ScheduleReply.of(found)


@router.put(
    "/{owners}/{owner_id}/schedule",
    summary="Replace weekly hours and holiday policy",
    response_model=ScheduleReply,
    responses={**REFUSALS, **problems(Invalid)},
)
async def put_schedule(
    *, vendor_id: VendorRef, owner: OwnerDep, body: ScheduleBody, by: Manager, tx: TxDep, now: NowDep
) -> ScheduleReply:
    """Bookings that are made stay, whatever the new hours."""
    await service.set_schedule(
        tx, vendor_id=vendor_id, owner=owner[0], owner_id=owner[1],
        seasons=[season.season() for season in body.seasons],
        holidays=body.holidays.policy() if body.holidays else None,
    )  # fmt: skip
    await _audit(tx, by, vendor_id, owner, "availability.schedule_replaced")
    found = await service.get_schedule(tx, vendor_id=vendor_id, owner=owner[0], owner_id=owner[1], now=now)
    return ScheduleReply.of(found)


@router.post(
    "/{owners}/{owner_id}/schedule/preview",
    summary="What customers would see, and which bookings fall outside",
    response_model=RehearsalReply,
    responses={**REFUSALS, **problems(Invalid)},
)
async def preview_schedule(
    *, vendor_id: VendorRef, owner: OwnerDep, body: DraftBody, _: Manager, tx: TxDep, now: NowDep
) -> RehearsalReply:
    """Nothing is stored. `outside` are bookings that fit the present hours and not these."""
    found = await service.rehearse(
        tx, vendor_id=vendor_id, owner=owner[0], owner_id=owner[1], draft=body.draft(), shown=body.shown(),
        day_from=body.day_from, days=body.days, now=now,
    )  # fmt: skip
    return RehearsalReply.of(found, now)


@router.get("/{owners}/{owner_id}/rules", summary="Booking rules", response_model=RulesReply, responses=REFUSALS)
async def read_rules(vendor_id: VendorRef, owner: OwnerDep, _: Staff, read: ReadTxDep, now: NowDep) -> RulesReply:
    """The rules set here, and the rules that apply after inheritance."""
    found = await service.get_rules(read, vendor_id=vendor_id, owner=owner[0], owner_id=owner[1], now=now)
    return RulesReply.of(found)


@router.put(
    "/{owners}/{owner_id}/rules",
    summary="Replace booking rules and stay restrictions",
    response_model=RulesReply,
    responses={**REFUSALS, **problems(Invalid)},
)
async def put_rules(
    *, vendor_id: VendorRef, owner: OwnerDep, body: RulesBody, by: Manager, tx: TxDep, now: NowDep
) -> RulesReply:
    """Rules left out are inherited; bookings that are made stay."""
    await service.set_rules(
        tx, vendor_id=vendor_id, owner=owner[0], owner_id=owner[1], given=body.rules.rules(),
        restrictions=[one.restriction() for one in body.restrictions],
    )  # fmt: skip
    await _audit(tx, by, vendor_id, owner, "availability.rules_replaced")
    found = await service.get_rules(tx, vendor_id=vendor_id, owner=owner[0], owner_id=owner[1], now=now)
    return RulesReply.of(found)


@router.post(
    "/{owners}/{owner_id}/exceptions",
    summary="Give one date its own hours, or close it",
    response_model=ScheduleReply,
    responses={**REFUSALS, **problems(Invalid)},
)
async def add_exception(
    *, vendor_id: VendorRef, owner: OwnerDep, body: ExceptionBody, by: Manager, tx: TxDep, now: NowDep
) -> ScheduleReply:
    """An empty list of hours closes the date. A second exception for a date replaces the first."""
    await service.add_exception(tx, vendor_id=vendor_id, owner=owner[0], owner_id=owner[1], special=body.special_day())
    await _audit(tx, by, vendor_id, owner, "availability.exception_added", date=body.day.isoformat())
    found = await service.get_schedule(tx, vendor_id=vendor_id, owner=owner[0], owner_id=owner[1], now=now)
    return ScheduleReply.of(found)


@router.delete(
    "/{owners}/{owner_id}/exceptions/{day}",
    summary="Give a date its ordinary hours back",
    status_code=204,
    responses=REFUSALS,
)
async def remove_exception(*, vendor_id: VendorRef, owner: OwnerDep, day: date, by: Manager, tx: TxDep) -> Response:
    """The weekly hours apply to the date again."""
    await service.remove_exception(tx, vendor_id=vendor_id, owner=owner[0], owner_id=owner[1], day=day)
    await _audit(tx, by, vendor_id, owner, "availability.exception_removed", date=day.isoformat())
    return Response(status_code=204)


async def _audit(tx: Tx, by: Principal, vendor_id: int, owner: tuple[Owner, int], action: str, **details: str) -> None:
    subject = f"{owner[0].value}:{owner[1]}"
    await record(tx, by, action=action, subject=subject, vendor_id=vendor_id, details=dict(details))
