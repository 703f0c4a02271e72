"""Accounts: one's own, and everybody's for those who run the platform."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from smartbooking.identity import service
from smartbooking.identity.access import Admin, Customer, Operator, TakenContactBudgetDep
from smartbooking.identity.domain import AccountStatus
from smartbooking.identity.errors import ContactTaken, InvalidTransition, LastOwner, WrongPassword
from smartbooking.identity.repository import sessions
from smartbooking.identity.schemas import (
    AccountClosing,
    MembershipList,
    PasswordChange,
    ProfileChange,
    RoleChange,
    SessionList,
    SessionRef,
    StatusChange,
    UserPage,
    UserView,
)
from smartbooking.infra.http.deps import DatabaseDep, NowDep, ReadTxDep, TxDep
from smartbooking.infra.http.limits import rate_limit
from smartbooking.infra.http.problems import problems
from smartbooking.infra.http.wire import UserRef
from smartbooking.kernel.page import DEFAULT_LIMIT, MAX_LIMIT, MAX_OFFSET
from smartbooking.kernel.problem import Forbidden, Invalid, NotFound, StaleVersion, TooManyRequests, Unauthenticated

router = APIRouter(prefix="/api/v1/users", tags=["Identity"], responses=problems(Unauthenticated, Forbidden))
PasswordLimit = Depends(rate_limit("password", "10/minute", by="principal"))


@router.get("/me", summary="Your account")
async def read_me(principal: Customer, read: ReadTxDep) -> UserView:
    """The account of the caller."""
    assert principal.user_id is not None
    return UserView.of(await service.get_user(read, principal.user_id))


@router.patch(
    "/me",
    summary="Change your account",
    responses=problems(StaleVersion, ContactTaken, WrongPassword, TooManyRequests),
    dependencies=[PasswordLimit],
)
async def change_me(
    body: ProfileChange, principal: Customer, database: DatabaseDep, budget: TakenContactBudgetDep, now: NowDep
) -> UserView:
    """Name and language freely; e-mail and phone with the current password."""
    assert principal.user_id is not None
    changes = body.changes()
    if {"email", "phone"} & changes.keys():
        await budget.check()
    try:
        changed = await service.update_profile(
            database, user_id=principal.user_id, version=body.version, changes=changes,
            current_password=body.current_password, now=now,
        )  # fmt: skip
    except ContactTaken:
        await budget.refused()
        raise
    return UserView.of(changed)


@router.get("/me/memberships", summary="Businesses you work for")
async def read_my_memberships(principal: Customer, read: ReadTxDep) -> MembershipList:
    """The roles the caller holds at vendors."""
    assert principal.user_id is not None
    return MembershipList.of(await service.memberships_of(read, principal.user_id))


@router.get("/me/sessions", summary="Devices you are signed in on")
async def read_my_sessions(principal: Customer, read: ReadTxDep, now: NowDep) -> SessionList:
    """Open sessions of the caller, latest use first."""
    assert principal.user_id is not None
    found = await sessions.open_sessions(read, principal.user_id, now=now)
    return SessionList.of(found, current=principal.session_id)


@router.delete("/me/sessions", status_code=204, summary="Sign out everywhere else")
async def end_my_other_sessions(principal: Customer, tx: TxDep, now: NowDep) -> None:
    """Ends every session of the caller but the present one."""
    await service.end_other_sessions(tx, principal=principal, now=now)


@router.delete(
    "/me/sessions/{session_id}", status_code=204, summary="Sign out one device", responses=problems(NotFound)
)
async def end_my_session(session_id: SessionRef, principal: Customer, tx: TxDep, now: NowDep) -> None:
    """Ends one session of the caller; its tokens stop working at once."""
    assert principal.user_id is not None
    if not await service.end_session(tx, session_id=session_id, user_id=principal.user_id, now=now):
        raise NotFound("You have no such open session.")


@router.post(
    "/me/password",
    status_code=204,
    summary="Change your password",
    responses=problems(WrongPassword, StaleVersion, TooManyRequests),
    dependencies=[PasswordLimit],
)
async def change_my_password(body: PasswordChange, principal: Customer, database: DatabaseDep, now: NowDep) -> None:
    """Signs out all other devices."""
    await service.change_password(
        database, principal=principal, current=body.current_password, new=body.new_password, now=now
    )


@router.post(
    "/me/close",
    status_code=204,
    summary="Close your account",
    responses=problems(WrongPassword, LastOwner, InvalidTransition, TooManyRequests),
    dependencies=[PasswordLimit],
)
async def close_my_account(body: AccountClosing, principal: Customer, database: DatabaseDep, now: NowDep) -> None:
    """Empties the account for good: name, contacts, password, sessions and memberships are removed."""
    await service.close_account(database, principal=principal, password=body.password, now=now)


@router.get("", summary="Find accounts")
async def find_users(
    *,
    operator: Operator,  # the permission
    read: ReadTxDep,
    query: Annotated[str, Query(max_length=120, description="Part of a name or phone, start of an e-mail")] = "",
    status: AccountStatus | None = None,
    page: Annotated[int, Query(ge=1, le=MAX_OFFSET // DEFAULT_LIMIT)] = 1,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
) -> UserPage:
    """For operators, newest first."""
    return UserPage.of(await service.find_users(read, query=query.strip(), status=status, page=page, limit=limit))


@router.get("/{user_id}", summary="One account", responses=problems(NotFound))
async def read_user(user_id: UserRef, operator: Operator, read: ReadTxDep) -> UserView:  # the permission
    """For operators."""
    return UserView.of(await service.get_user(read, user_id))


@router.post("/{user_id}/suspend", summary="Lock a person out", responses=problems(NotFound, InvalidTransition))
async def suspend_user(user_id: UserRef, body: StatusChange, admin: Admin, tx: TxDep, now: NowDep) -> UserView:
    """Ends all sessions at once."""
    return UserView.of(await service.suspend_account(tx, user_id=user_id, by=admin, reason=body.reason, now=now))


@router.post("/{user_id}/reinstate", summary="Let a person in again", responses=problems(NotFound, InvalidTransition))
async def reinstate_user(user_id: UserRef, body: StatusChange, admin: Admin, tx: TxDep, now: NowDep) -> UserView:
    """Undoes a suspension; the person signs in anew."""
    return UserView.of(
        await service.change_status(tx, verb="reinstate", user_id=user_id, by=admin, reason=body.reason, now=now)
    )


@router.post("/{user_id}/role", summary="Make somebody an operator or admin", responses=problems(NotFound))
async def set_user_role(user_id: UserRef, body: RoleChange, admin: Admin, tx: TxDep, now: NowDep) -> UserView:
    """Counts from the next request on. Nobody changes their own role."""
    if user_id == admin.user_id:
        raise Invalid(detail="Ask another administrator to change your role.")
    return UserView.of(
        await service.set_platform_role(tx, user_id=user_id, role=body.role, by=admin, now=now, reason=body.reason)
    )
