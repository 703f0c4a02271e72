"""Taking visits from a pass for a booking, and giving them back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from smartbooking.infra.db import ReadTx, Tx
from smartbooking.infra.failpoints import reach
from smartbooking.kernel.money import Money
from smartbooking.value.domain import MovementKind, Standing, code_hash
from smartbooking.value.domain.passes import LineUse, LineWanted, Pass, pass_code_in, uses_of
from smartbooking.value.errors import PassRefused
from smartbooking.value.repository import passes as repository
from smartbooking.value.service.passes import locked_pass, must_be_usable, open_pass


async def look_up_pass(read: ReadTx, *, vendor_id: int, code: str) -> Pass:
    """The pass of a business with a code somebody typed. Raises PassRefused `unknown`, also for another's code."""
    letters = pass_code_in(code)
    found = await repository.pass_by_code(read, vendor_id=vendor_id, code_hash=code_hash(letters)) if letters else None
    if found is None:
        raise PassRefused("unknown")
    return found


async def lock_pass_of_code(tx: Tx, *, vendor_id: int, code: str) -> None:
    """Wait for the pass behind a code before anything else is locked. Raises PassRefused `unknown`."""
    found = await look_up_pass(tx, vendor_id=vendor_id, code=code)
    await locked_pass(tx, vendor_id, found.id)


def planned(one: Pass, wanted: Sequence[LineWanted], *, currency: str, now: datetime) -> tuple[LineUse, ...]:
    """What a pass would give for these lines now; `redeem_visits` gives exactly that. Raises PassRefused."""
    if one.owed.currency != currency:
        raise PassRefused("currency")
    standing = one.standing(now)
    if standing is not Standing.USABLE:
        raise PassRefused(standing.value)
    covered = [line for line in wanted if one.terms.covers.includes(line.resource_id, line.service_id)]
    if not covered:
        raise PassRefused("wrong_offer")
    uses = uses_of(one, covered)
    if not uses:
        needed = min(one.terms.cost(quantity=line.quantity, people=line.people, units=line.units) for line in covered)
        raise PassRefused("too_few", needed=needed, left=one.visits)
    given = {use.line for use in uses}
    starts = sorted(line.starts_at for line in covered if line.line in given)
    begun = one.thawed(now).started(starts[0])
    for moment in starts:
        must_be_usable(begun, visit_at=moment, now=now)
    return uses


async def redeem_visits(
    tx: Tx, *, vendor_id: int, pass_id: UUID, booking_id: UUID, wanted: Sequence[LineWanted], currency: str, cause: str,
    now: datetime,
) -> tuple[LineUse, ...]:  # fmt: skip
    """Take what `planned` says from a pass, line by line; what was taken. Locks the pass.

    A cause takes once: repeated, it takes nothing. Raises PassNotFound, PassRefused.
    """
    one = await locked_pass(tx, vendor_id, pass_id)
    uses = planned(one, wanted, currency=currency, now=now)
    given = {use.line for use in uses}
    first = min(line.starts_at for line in wanted if line.line in given)
    one = await open_pass(tx, vendor_id=vendor_id, pass_id=pass_id, visit_at=first, now=now)
    taken = []
    for use in uses:
        moved = await repository.move_pass(
            tx, one, kind=MovementKind.REDEEMED, visits=-use.visits, minor=-use.value.minor, line=use.line,
            cause=f"{cause}:{use.line}", now=now, actor="system", booking_id=booking_id,
        )  # fmt: skip
        if moved is not None:
            taken.append(use)
    reach("V1")
    return tuple(taken)


async def give_visits_back(
    tx: Tx, *, vendor_id: int, pass_id: UUID, booking_id: UUID, line: int, amount: Money, cause: str, now: datetime
) -> None:
    """Put back what `amount` of a line's worth is in visits, also on a pass that is over. Once per cause.

    All that a line still has returns all its visits; a part returns whole visits. Raises PassNotFound.
    """
    one = await locked_pass(tx, vendor_id, pass_id)
    visits, minor = await repository.given_for_line(
        tx, vendor_id=vendor_id, pass_id=pass_id, booking_id=booking_id, line=line
    )
    back = visits if amount.minor == minor else -(-visits * amount.minor // minor)
    await repository.move_pass(
        tx, one, kind=MovementKind.GIVEN_BACK, visits=back, minor=amount.minor, cause=cause, now=now, actor="system",
        booking_id=booking_id, line=line,
    )  # fmt: skip
    after = await locked_pass(tx, vendor_id, pass_id)
    rested = after.unstarted()
    if rested != after:
        await repository.set_times(tx, rested)
    reach("V2")


async def pass_of_booking(read: ReadTx, *, vendor_id: int, booking_id: UUID) -> Pass | None:
    """The pass a booking was paid with."""
    return await repository.pass_used_by(read, vendor_id=vendor_id, booking_id=booking_id)
