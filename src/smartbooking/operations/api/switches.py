"""What is off, what can be turned off, and what that would touch."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from smartbooking.infra.http.deps import DatabaseDep, LocaleDep, NowDep, ReadTxDep
from smartbooking.infra.http.problems import problems
from smartbooking.infra.http.switches import SwitchboardDep, SwitchesDep
from smartbooking.infra.http.wire import VendorRef
from smartbooking.infra.switches import REMEMBERED_SECONDS
from smartbooking.kernel.problem import Forbidden, NotFound, Unauthenticated
from smartbooking.kernel.switches import PER_BUSINESS, Switch
from smartbooking.operations.access import Admin, Operator
from smartbooking.operations.repository import effects
from smartbooking.operations.schemas.switches import (
    SwitchedOffList,
    SwitchEffect,
    SwitchList,
    SwitchOfBusiness,
    SwitchTurn,
    SwitchView,
)
from smartbooking.operations.service import switches
from smartbooking.operations.service.switches import Standing

public = APIRouter(prefix="/api/v1/switches", tags=["Support"])
router = APIRouter(prefix="/api/v1/operations", tags=["Operations"], responses=problems(Unauthenticated, Forbidden))


@public.get("", summary="What is switched off now")
async def read_switched_off(
    response: Response, stand: SwitchesDep,
    vendor_id: Annotated[VendorRef | None, Query(alias="vendorId", description="At this business")] = None,
) -> SwitchedOffList:  # fmt: skip
    """For everybody, so that a form can say that it is closed before somebody fills it in. It may be seconds old."""
    response.headers["Cache-Control"] = f"public, max-age={REMEMBERED_SECONDS:.0f}"
    return SwitchedOffList(off=[one for one in Switch if not stand.on(one, vendor_id)])


@router.get("/switches", summary="What is on and what is off")
async def list_switches(read: ReadTxDep, _: Operator, locale: LocaleDep) -> SwitchList:
    """Everything that can be turned without a release. Other processes follow a change within five seconds."""
    return SwitchList(data=[_view(one) for one in await switches.standing(read, locale=locale)])


@router.get("/switches/{code}/effect", summary="What turning it off would touch", responses=problems(NotFound))
async def read_switch_effect(
    code: Switch, read: ReadTxDep, _: Operator, now: NowDep,
    vendor_id: Annotated[VendorRef | None, Query(alias="vendorId")] = None,
) -> SwitchEffect:  # fmt: skip
    """How often people did it in the last days, on the platform or at one business."""
    await switches.check(read, switch=code, vendor_id=vendor_id)
    used = await effects.used(read, code, vendor_id=vendor_id, now=now)
    return SwitchEffect(used=used, days=effects.DAYS)


@router.put("/switches/{code}", summary="Turn a switch", responses=problems(NotFound))
async def turn_switch(
    code: Switch, body: SwitchTurn, database: DatabaseDep, board: SwitchboardDep, principal: Admin, locale: LocaleDep,
    now: NowDep,
) -> SwitchList:  # fmt: skip
    """For administrators, with a reason that is kept in the audit trail. What was begun before goes on."""
    async with database.reading() as read:
        await switches.check(read, switch=code, vendor_id=body.vendor_id)
    await board.turn(
        principal=principal, switch=code, vendor_id=body.vendor_id, on=body.on, reason=body.reason, now=now
    )
    async with database.reading() as read:
        return SwitchList(data=[_view(one) for one in await switches.standing(read, locale=locale)])


def _view(one: Standing) -> SwitchView:
    platform = one.platform
    return SwitchView(
        code=one.switch, per_business=one.switch in PER_BUSINESS, on=platform.is_on if platform else True,
        reason=platform.reason if platform else "", changed_at=platform.changed_at if platform else None,
        off_for=[
            SwitchOfBusiness(vendor_id=turned.vendor_id, name=name, reason=turned.reason, changed_at=turned.changed_at)
            for turned, name in one.off_for
        ],
    )  # fmt: skip
