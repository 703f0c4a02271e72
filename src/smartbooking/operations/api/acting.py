"""Operators act in somebody's name; the person sees who did, and may end it."""

from __future__ import annotations

from fastapi import APIRouter

from smartbooking.identity import service as identity
from smartbooking.identity.errors import CannotActFor, NotWhileActing
from smartbooking.identity.service.acting import Grounds
from smartbooking.infra.http.deps import NowDep, ReadTxDep, SettingsDep, TxDep
from smartbooking.infra.http.problems import problems
from smartbooking.infra.http.wire import ActingRef, UserRef
from smartbooking.kernel.problem import Forbidden, NotFound, Unauthenticated
from smartbooking.operations.access import Customer, MintDep, Operator
from smartbooking.operations.schemas.acting import ActingList, ActingStarted, ActingWish
from smartbooking.operations.service import acting

router = APIRouter(prefix="/api/v1", tags=["Operations"], responses=problems(Unauthenticated, Forbidden))


@router.get("/users/me/acting", summary="Who acted in your name")
async def list_my_acting(read: ReadTxDep, principal: Customer, now: NowDep) -> ActingList:
    """The latest 50, with the reason each operator gave."""
    assert principal.user_id is not None
    return ActingList.of(await identity.acting.acting_of(read, principal.user_id, now=now))


@router.get("/users/{user_id}/acting", summary="Who acted in this person's name", responses=problems(NotFound))
async def list_acting(user_id: UserRef, read: ReadTxDep, _: Operator, now: NowDep) -> ActingList:
    """The latest 50, for operators."""
    await identity.get_user(read, user_id)
    return ActingList.of(await identity.acting.acting_of(read, user_id, now=now))


@router.post(
    "/users/{user_id}/acting", status_code=201, summary="Act in this person's name",
    responses=problems(NotFound, CannotActFor, NotWhileActing),
)  # fmt: skip
async def start_acting(
    *, user_id: UserRef, body: ActingWish, tx: TxDep, mint: MintDep, operator: Operator, settings: SettingsDep,
    now: NowDep,
) -> ActingStarted:  # fmt: skip
    """For minutes, not renewable, one at a time. Every request made with the token is in the audit trail with both
    names; sign-in, contacts, roles, money that goes out, exports and closing are refused (`not-while-acting`)."""
    grounds = Grounds(reason=body.reason, booking_id=body.booking_id, request_id=body.request_id)
    made = await acting.start(
        tx, mint, operator=operator, user_id=user_id, grounds=grounds, minutes=settings.acting_minutes, now=now
    )
    return ActingStarted(
        id=made.id, user_id=made.person.id, name=made.person.name or made.person.contact, reason=body.reason,
        access_token=made.access_token, expires_at=made.expires_at, server_now=now,
    )  # fmt: skip


@router.post("/acting/{acting_id}/end", status_code=204, summary="Stop acting", responses=problems(NotFound))
async def end_acting(acting_id: ActingRef, tx: TxDep, principal: Customer, now: NowDep) -> None:
    """By the operator, by the person, or by an administrator; the token stops working at once."""
    await identity.acting.end(tx, principal=principal, acting_id=acting_id, now=now)
