"""An operator acts in somebody's name: for a reason, for minutes, with both names in the trail."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from smartbooking.identity.domain.account import AccountStatus, User
from smartbooking.identity.domain.acting import LOOKING, ActingSession, EndedBecause, allowed
from smartbooking.identity.errors import CannotActFor, NotWhileActing
from smartbooking.identity.models import ActingRow
from smartbooking.identity.repository import accounts, acting
from smartbooking.identity.service.callers import forget_caller
from smartbooking.identity.service.tokens import TokenMint
from smartbooking.infra.audit import record
from smartbooking.infra.db import Database, ReadTx, Tx
from smartbooking.kernel.ids import public_id, uuid7
from smartbooking.kernel.principal import Acting, PlatformRole, Principal
from smartbooking.kernel.problem import NotFound

SHOWN = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """Why somebody acts, and the booking or call it belongs to."""

    reason: str
    booking_id: UUID | None = None
    request_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """What the operator gets: a token that nothing renews."""

    id: UUID
    person: User
    access_token: str = field(repr=False)
    expires_at: datetime


async def start(
    tx: Tx, mint: TokenMint, *, operator: Principal, user_id: UUID, grounds: Grounds, minutes: int, now: datetime
) -> Started:
    """Acting for a customer or somebody who works at a business; raises NotFound, CannotActFor, NotWhileActing.

    One at a time: what the operator had open before ends. Of two starts at once the second waits for the first.
    """
    if operator.acting or not operator.operator or operator.user_id is None or operator.session_id is None:
        raise NotWhileActing
    await accounts.lock_account(tx, operator.user_id)
    person = await accounts.account(tx, user_id)
    if person is None:
        raise NotFound("No such account.")
    if person.role is not PlatformRole.CUSTOMER or person.status is not AccountStatus.ACTIVE:
        raise CannotActFor
    for before in await acting.open_of(tx, operator.user_id, now=now):
        await _end(tx, before, EndedBecause.ANOTHER, by=operator, now=now)
    made = Started(
        id=(acting_id := uuid7()), person=person, expires_at=(ends := now + timedelta(minutes=minutes)),
        access_token=mint.acting_token(
            user_id=user_id, operator_id=operator.user_id, acting_id=acting_id, now=now, expires_at=ends
        ),
    )  # fmt: skip
    await acting.add(
        tx, id=made.id, account_id=user_id, operator_id=operator.user_id, operator_session_id=operator.session_id,
        reason=grounds.reason, booking_id=grounds.booking_id, request_id=grounds.request_id, started_at=now,
        expires_at=ends,
    )  # fmt: skip
    about = {"bkg": grounds.booking_id, "sup": grounds.request_id}
    await record(
        tx, _in_name(user_id, made.id, operator.user_id), action="acting.started", subject=public_id("usr", user_id),
        details={"minutes": minutes, "about": [public_id(kind, key) for kind, key in about.items() if key]},
    )  # fmt: skip
    return made


async def end(tx: Tx, *, principal: Principal, acting_id: UUID, now: datetime) -> None:
    """By the operator, by the person, by an administrator; raises NotFound for everybody else. Twice is once."""
    row = await acting.find(tx, acting_id)
    because = _right_to_end(row, principal) if row else None
    if row is None or because is None:
        raise NotFound("Nobody acts under this id.")
    await _end(tx, row, because, by=principal, now=now)


async def acting_of(read: ReadTx, user_id: UUID, *, now: datetime) -> list[ActingSession]:
    """Who acted for a person, the latest first."""
    return await acting.of_person(read, user_id, now=now, limit=SHOWN)


async def admit(database: Database, principal: Principal, *, method: str, operation: str, path: str) -> None:
    """Refuses what is never done in somebody's name; the rest stands in the trail before it is carried out."""
    if not allowed(method, operation, path):
        raise NotWhileActing
    if method in ("GET", "HEAD") or operation in LOOKING or principal.acting is None:
        return
    acting_id = principal.acting.id

    async def note(tx: Tx) -> None:
        await record(
            tx, principal, action="acting.request", subject=public_id("act", acting_id),
            details={"operation": operation, "path": path},
        )  # fmt: skip

    await database.run(note)


def _right_to_end(row: ActingRow, principal: Principal) -> EndedBecause | None:
    if principal.acting:
        return EndedBecause.OPERATOR if principal.acting.id == row.id else None
    if principal.user_id == row.operator_id:
        return EndedBecause.OPERATOR
    if principal.user_id == row.account_id:
        return EndedBecause.PERSON
    return EndedBecause.ADMIN if principal.admin else None


async def _end(tx: Tx, row: ActingRow, because: EndedBecause, *, by: Principal, now: datetime) -> None:
    if not await acting.end(tx, row.id, because=because, now=now):
        return
    kept = by if because in (EndedBecause.PERSON, EndedBecause.ADMIN) else _in_name(
        row.account_id, row.id, row.operator_id
    )  # fmt: skip
    await record(
        tx, kept, action="acting.ended", subject=public_id("usr", row.account_id),
        details={"because": because, "acting": public_id("act", row.id)},
    )  # fmt: skip
    forget_caller(tx, row.account_id)


def _in_name(user_id: UUID, acting_id: UUID, operator_id: UUID) -> Principal:
    return Principal(user_id=user_id, acting=Acting(id=acting_id, operator_id=operator_id))
