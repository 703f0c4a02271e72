"""Operators look at bookings that risk marked: release, ask for a deposit, or reject with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from smartbooking.bookings.domain import Actor, Booking, Status, Verb, allowed_verbs
from smartbooking.bookings.domain.caller import Caller
from smartbooking.bookings.domain.charging import asks_for_card
from smartbooking.bookings.errors import InvalidTransition
from smartbooking.bookings.repository import writing
from smartbooking.bookings.service import approval
from smartbooking.bookings.service.cancellation import end_booking
from smartbooking.bookings.service.reading import booking_of
from smartbooking.infra.db import ReadTx, Tx
from smartbooking.kernel.problem import NotFound
from smartbooking.risk import service as risk
from smartbooking.risk.domain import Assessment, Review, StepUp
from smartbooking.risk.errors import AlreadyDecided


class Decision(StrEnum):
    """What an operator may decide about a booking that waits for a look."""

    RELEASE = "release"
    DEPOSIT = "deposit"
    REJECT = "reject"


_REVIEWS = {Decision.RELEASE: Review.RELEASED, Decision.DEPOSIT: Review.DEPOSIT, Decision.REJECT: Review.REJECTED}


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskCase:
    """A booking with what risk said about it, and what may be decided now."""

    booking: Booking
    assessment: Assessment

    @property
    def asked_for_a_yes(self) -> bool:
        """Whether the booking waits for approval only because risk asked for it."""
        waits = self.booking.status is Status.AWAITING_APPROVAL
        return waits and self.assessment.acted and self.assessment.step_up is StepUp.APPROVAL

    @property
    def decisions(self) -> tuple[Decision, ...]:
        if self.assessment.review is not Review.WAITING:
            return ()
        verbs = allowed_verbs(self.booking.status, Actor.OPERATOR)
        found = [Decision.RELEASE]
        waits = self.booking.status is Status.AWAITING_APPROVAL
        if waits and self.booking.total.minor > 0 and not asks_for_card(self.booking):
            found.append(Decision.DEPOSIT)
        if Verb.CANCEL in verbs:
            found.append(Decision.REJECT)
        return tuple(found)


async def cases(read: ReadTx, *, decided: bool, before: tuple[datetime, UUID] | None, limit: int) -> Sequence[RiskCase]:
    """A page of the queue, or of what was decided; the latest first."""
    found = await risk.assessments(read, decided=decided, before=before, limit=limit)
    paired = [(one, await booking_of(read, one.booking_id)) for one in found]
    return [RiskCase(booking=booking, assessment=one) for one, booking in paired if booking is not None]


async def case_of(read: ReadTx, booking_id: UUID) -> RiskCase:
    """One booking's case. Raises NotFound when risk never looked at it."""
    booking = await booking_of(read, booking_id)
    if booking is None:
        raise NotFound("Risk has said nothing about such a booking.")
    found = await risk.assessment_of(read, vendor_id=booking.vendor_id, booking_id=booking.id)
    if found is None:
        raise NotFound("Risk has said nothing about such a booking.")
    return RiskCase(booking=booking, assessment=found)


async def decide(
    tx: Tx, *, booking_id: UUID, caller: Caller, decision: Decision, reason: str, deposit_percent: int,
    pay_within: timedelta, now: datetime,
) -> RiskCase:  # fmt: skip
    """Carry a decision out and write it down. Locks the booking.

    `release` says yes where only risk had asked for one; else it changes nothing. `deposit` says yes once that part of
    the price is paid. `reject` ends the booking; everything paid goes back. Raises NotFound, AlreadyDecided,
    InvalidTransition, HoldLost.
    """
    await writing.lock(tx, booking_id=booking_id)
    case = await case_of(tx, booking_id)
    if case.assessment.review is not Review.WAITING:
        raise AlreadyDecided("Somebody has decided about this booking already.")
    if decision not in case.decisions:
        raise InvalidTransition(Verb.APPROVE, case.booking.status, allowed_verbs(case.booking.status, Actor.OPERATOR))
    await risk.decide(
        tx, principal=caller.principal, assessment=case.assessment, review=_REVIEWS[decision], note=reason, now=now
    )
    if decision is Decision.DEPOSIT:
        await _owe(tx, case.booking, deposit_percent, caller, now)
    if decision is Decision.REJECT:
        await _end(tx, case.booking, caller, reason, now)
    elif decision is Decision.DEPOSIT or case.asked_for_a_yes:
        await approval.approve(tx, booking_id=booking_id, caller=caller, pay_within=pay_within, now=now)
    return await case_of(tx, booking_id)


async def _end(tx: Tx, booking: Booking, caller: Caller, reason: str, now: datetime) -> None:
    if booking.status is Status.AWAITING_APPROVAL:
        await approval.decline(tx, booking_id=booking.id, caller=caller, reason=reason, now=now)
        return
    await end_booking(tx, booking, actor=Actor.OPERATOR, by=caller.name, reason=reason, refund_requested=True, now=now)


async def _owe(tx: Tx, booking: Booking, percent: int, caller: Caller, now: datetime) -> None:
    """The booking now wants this part before the visit, unless it wants more already; its price stays."""
    due = booking.total.basis_points(percent * 100)
    if due.minor <= booking.due_now.minor:
        return
    changed = await writing.change(
        tx, booking, to=booking.status, what="deposit_asked", actor=caller.name, now=now,
        details={"fromMinor": booking.due_now.minor, "toMinor": due.minor}, values={"due_now_minor": due},
    )  # fmt: skip
    assert changed
