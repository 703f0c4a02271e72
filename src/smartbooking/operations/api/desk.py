"""Operators work through the calls we owe."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from smartbooking.infra.http.deps import NowDep, ReadTxDep, TxDep
from smartbooking.infra.http.problems import problems
from smartbooking.infra.http.wire import SupportRef
from smartbooking.kernel.page import DEFAULT_LIMIT, MAX_LIMIT
from smartbooking.kernel.problem import Forbidden, NotFound, Unauthenticated
from smartbooking.operations.access import Operator
from smartbooking.operations.domain import Status, Step
from smartbooking.operations.errors import InvalidTransition
from smartbooking.operations.schemas.desk import CallEnd, CallList, CallView, view
from smartbooking.operations.service import desk

router = APIRouter(
    prefix="/api/v1/operations/support-requests", tags=["Operations"], responses=problems(Unauthenticated, Forbidden)
)


@router.get("", summary="Calls we owe")
async def list_calls(
    read: ReadTxDep, _: Operator, now: NowDep,
    status: Annotated[list[Status], Query(description="Only these; repeat for several")] = list(desk.OPEN),  # noqa: B006
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
) -> CallList:  # fmt: skip
    """By promise, the most urgent first."""
    found = await desk.queue(read, statuses=status, limit=limit)
    return CallList(data=[view(request, now) for request in found], server_now=now)


@router.post("/{request_id}/take", summary="I call", responses=problems(NotFound, InvalidTransition))
async def take_call(request_id: SupportRef, tx: TxDep, principal: Operator, now: NowDep) -> CallView:
    """Of two operators at once one gets it, the other 409."""
    made = await desk.take_step(tx, principal=principal, request_id=request_id, step=Step.TAKE, now=now)
    return view(made, now)


@router.post("/{request_id}/release", summary="Give a call back", responses=problems(NotFound, InvalidTransition))
async def release_call(request_id: SupportRef, tx: TxDep, principal: Operator, now: NowDep) -> CallView:
    """To the queue, with its old promise. Only who took it may."""
    made = await desk.take_step(tx, principal=principal, request_id=request_id, step=Step.RELEASE, now=now)
    return view(made, now)


@router.post("/{request_id}/close", summary="End a call", responses=problems(NotFound, InvalidTransition))
async def close_call(request_id: SupportRef, body: CallEnd, tx: TxDep, principal: Operator, now: NowDep) -> CallView:
    """Done, or nobody answered: then it waits again with a new promise, three calls in all."""
    made = await desk.take_step(
        tx, principal=principal, request_id=request_id, step=Step.CLOSE, outcome=body.outcome, note=body.note, now=now
    )
    return view(made, now)
