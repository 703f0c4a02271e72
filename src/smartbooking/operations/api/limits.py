"""Which limits hold, what they were, and changing them."""

from __future__ import annotations

from fastapi import APIRouter

from smartbooking.infra import bounds
from smartbooking.infra.db import ReadTx
from smartbooking.infra.http.deps import DatabaseDep, LimitBoardDep, NowDep, ReadTxDep, RuntimeDep
from smartbooking.infra.http.problems import problems
from smartbooking.infra.settings import Settings
from smartbooking.kernel.problem import Forbidden, NotFound, StaleVersion, Unauthenticated
from smartbooking.operations.access import Admin, Operator
from smartbooking.operations.schemas.limits import LimitChange, LimitHistory, LimitList, LimitPast, LimitView
from smartbooking.operations.service import limits
from smartbooking.operations.service.limits import Limit

router = APIRouter(
    prefix="/api/v1/operations/limits", tags=["Operations"], responses=problems(Unauthenticated, Forbidden)
)


@router.get("", summary="Limits and where they are said")
async def list_limits(read: ReadTxDep, _: Operator, runtime: RuntimeDep) -> LimitList:
    """What holds now, and what holds when nobody changed it. Other processes follow a change within five seconds."""
    return await _all(read, runtime.settings)


@router.put("/{name}", summary="Change a limit", responses=problems(NotFound, StaleVersion))
async def change_limit(
    name: str, body: LimitChange, database: DatabaseDep, board: LimitBoardDep, principal: Admin, runtime: RuntimeDep,
    now: NowDep,
) -> LimitList:  # fmt: skip
    """For administrators, with a reason that is kept in the audit trail. What was begun before keeps its terms."""
    value = limits.allowed(name, body.value)
    await board.change(
        principal=principal, name=name, value=value, seen=body.version, reason=body.reason, now=now
    )  # fmt: skip
    async with database.reading() as read:
        return await _all(read, runtime.settings)


@router.get("/{name}/history", summary="What a limit was", responses=problems(NotFound))
async def read_limit_history(name: str, read: ReadTxDep, _: Operator) -> LimitHistory:
    """Every change with its reason; any earlier value may be put back by changing the limit to it."""
    limits.allowed(name, None)
    return LimitHistory(
        data=[
            LimitPast(
                version=one.version, value=one.value, reason=one.reason, changed_by=one.changed_by,
                changed_at=one.changed_at,
            )
            for one in await bounds.history(read, name)
        ]
    )  # fmt: skip


async def _all(read: ReadTx, settings: Settings) -> LimitList:
    changes = {one.name: one for one in await bounds.latest(read)}
    found = limits.standing(settings, changes)
    return LimitList(data=[_view(one) for one in found], rates_on=settings.rate_limits)


def _view(one: Limit) -> LimitView:
    least, most = limits.bounds(one.name)
    change = one.change
    return LimitView(
        name=one.name, value=one.usual if one.changed is None else one.changed,
        source=one.said_in if one.changed is None else "console", kind=one.kind, by=one.by, usual=one.usual,
        changeable=one.changeable, least=least, most=most, version=change.version if change else 0,
        reason=change.reason if change else "", changed_at=change.changed_at if change else None,
    )  # fmt: skip
