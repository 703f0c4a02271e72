"""Calls we owe: asked for by anybody, promised for a time, made by an operator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from smartbooking.infra.audit import record
from smartbooking.infra.crypto import BadToken, Signer
from smartbooking.infra.db import ReadTx, Tx
from smartbooking.infra.settings import Settings
from smartbooking.kernel.ids import public_id, uuid7
from smartbooking.kernel.principal import Principal
from smartbooking.kernel.problem import NotFound
from smartbooking.operations.domain import Desk, Outcome, Status, Step, SupportRequest, Topic, next_status, promise
from smartbooking.operations.domain.desk import AGAIN_AFTER
from smartbooking.operations.errors import InvalidTransition
from smartbooking.operations.repository import requests

PURPOSE: Final = "support-request"
OPEN: Final = (Status.WAITING, Status.TAKEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a person tells us when asking for a call. `phone` is E.164."""

    phone: str
    name: str
    locale: str
    topic: Topic
    note: str
    page: str
    problem_code: str
    booking_id: UUID | None
    account_id: UUID | None


def desk_of(settings: Settings) -> Desk:
    """The hours and the promise of this installation."""
    opens, closes = (time.fromisoformat(part) for part in settings.support_hours.split("-"))
    return Desk(
        opens=opens, closes=closes, zone=ZoneInfo(settings.support_timezone),
        promise_minutes=settings.support_promise_minutes,
    )  # fmt: skip


async def ask(tx: Tx, wish: Wish, *, desk: Desk, now: datetime) -> SupportRequest:
    """A call for this phone; asking again changes what it is about, never its place in the queue."""
    return await requests.put(
        tx,
        SupportRequest(
            id=uuid7(), asked_at=now, promised_at=promise(desk, now), phone=wish.phone, name=wish.name,
            locale=wish.locale, topic=wish.topic, note=wish.note, page=wish.page, problem_code=wish.problem_code,
            booking_id=wish.booking_id, account_id=wish.account_id, status=Status.WAITING, version=1, calls=0,
            taken_by=None, taken_at=None, closed_at=None, outcome_note="",
        ),
    )  # fmt: skip


def secret_of(signer: Signer, request: SupportRequest) -> str:
    """What lets the person who asked see how far we are, for two days after the promise."""
    return signer.sign(PURPOSE, {"s": request.id.hex}, expires_at=request.promised_at + 96 * AGAIN_AFTER)


async def of_secret(read: ReadTx, *, signer: Signer, secret: str, now: datetime) -> SupportRequest:
    """The request of the person who holds its secret; raises NotFound."""
    try:
        request_id = UUID(hex=str(signer.open(PURPOSE, secret, now=now)["s"]))
    except (BadToken, KeyError, ValueError) as error:
        raise NotFound("There is no such request, or it is too old.") from error
    return await _get(read, request_id)


async def ahead_of(read: ReadTx, request: SupportRequest) -> int:
    """How many calls come before it."""
    if request.status not in OPEN:
        return 0
    return await requests.waiting_before(read, request.promised_at, request.id)


async def queue(read: ReadTx, *, statuses: Sequence[Status], limit: int) -> list[SupportRequest]:
    """Requests by promise, the most urgent first."""
    return await requests.page(read, statuses=statuses, limit=limit)


async def take_step(
    tx: Tx,
    *,
    principal: Principal,
    request_id: UUID,
    step: Step,
    outcome: Outcome = Outcome.DONE,
    note: str = "",
    now: datetime,
) -> SupportRequest:
    """Take, give back or end a request; raises NotFound, InvalidTransition. Of two operators at once one wins."""
    request = await _get(tx, request_id)
    reached = next_status(request.status, step, outcome=outcome, calls=request.calls + 1)
    mine = request.taken_by in (None, principal.user_id)
    made = await requests.change(tx, request, **_facts(request, step, reached, principal, note, now)) if (
        reached and mine
    ) else None  # fmt: skip
    if made is None:
        present = await _get(tx, request_id)
        allowed = [str(step) for step in Step if next_status(present.status, step, outcome=outcome, calls=0)]
        raise InvalidTransition(f"The request is {present.status}.", allowed=allowed)
    await record(
        tx, principal, action=f"support.{step}", subject=public_id("sup", request_id),
        details={"status": made.status, "calls": made.calls},
    )  # fmt: skip
    return made


def _facts(
    request: SupportRequest, step: Step, reached: Status, principal: Principal, note: str, now: datetime
) -> dict[str, Any]:  # Any: columns of the row
    taken = reached is Status.TAKEN
    facts: dict[str, Any] = {
        "status": reached, "taken_by": principal.user_id if taken else None, "taken_at": now if taken else None,
    }  # fmt: skip
    if step is Step.CLOSE:
        facts |= {"calls": request.calls + 1, "outcome_note": note}
        if reached is Status.WAITING:
            facts["promised_at"] = now + AGAIN_AFTER
        else:
            facts["closed_at"] = now
    return facts


async def _get(read: ReadTx, request_id: UUID) -> SupportRequest:
    found = await requests.get(read, request_id)
    if found is None:
        raise NotFound("There is no such request.")
    return found
