"""What happens to a sold pass at the desk and by its holder: sold, coded, used by hand, frozen, prolonged, paid out."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from smartbooking.books import domain as postings
from smartbooking.books import service as books
from smartbooking.books.domain import Entry, Kind, Posting, money_at
from smartbooking.books.domain import Holder as MoneyHolder
from smartbooking.infra.audit import record
from smartbooking.infra.db import ReadTx, Tx
from smartbooking.kernel.ids import public_id, uuid7
from smartbooking.kernel.money import Money
from smartbooking.kernel.principal import Principal
from smartbooking.kernel.problem import FieldError, Invalid
from smartbooking.value.domain import TAIL, Holder, MovementKind, Standing, Till, code_hash, three_years_after
from smartbooking.value.domain.paid import Paid
from smartbooking.value.domain.passes import (
    Pass,
    PassMovement,
    PassTerms,
    first_validity,
    new_pass_code,
    pass_code_in,
    worth,
)
from smartbooking.value.errors import PassNotFound, PassPlanNotFound, PassRefused
from smartbooking.value.repository import pass_plans
from smartbooking.value.repository import passes as repository

# Whoever may move a pass, in the history: the desk by its name, the holder as the holder.
BY_HOLDER: Final = "holder"


async def issue_pass(
    tx: Tx, *, vendor_id: int, plan_id: UUID, paid_into: str, holder: Holder, note: str, actor: str, now: datetime
) -> Pass:
    """Sell a pass; its code is made apart. `paid_into`: the account of the books its price lies in.

    Raises PassPlanNotFound, also for a plan that is not on sale.
    """
    plan = await pass_plans.get_plan(tx, vendor_id=vendor_id, plan_id=plan_id)
    if plan is None or not plan.on_sale:
        raise PassPlanNotFound
    return await issue_agreed_pass(
        tx, vendor_id=vendor_id, plan_id=plan_id, terms=plan.terms, paid=Paid(account=paid_into), holder=holder,
        note=note, actor=actor, now=now,
    )  # fmt: skip


async def issue_agreed_pass(
    tx: Tx, *, vendor_id: int, plan_id: UUID, terms: PassTerms, paid: Paid, holder: Holder, note: str, actor: str,
    now: datetime,
) -> Pass:  # fmt: skip
    """A pass on terms that were agreed before, whatever its plan says now."""
    one = Pass(
        vendor_id=vendor_id, id=uuid7(), plan_id=plan_id, terms=terms, visits=0, owed=Money.zero(terms.price.currency),
        tail=None, holder=holder, note=note, issued_at=now, valid_until=first_validity(terms, now), started_at=None,
        frozen_at=None, frozen_days=0, version=1,
    )  # fmt: skip
    await repository.add_pass(tx, one)
    cause = f"issued:{one.id}"
    await repository.move_pass(
        tx, one, kind=MovementKind.ISSUED, visits=terms.visits, minor=terms.price.minor, cause=cause, now=now,
        actor=actor, note=paid.account,
    )  # fmt: skip
    await _post(tx, one, Kind.VISITS_SOLD, postings.visits_sold(paid.account, terms.price), cause, now, paid)
    return await locked_pass(tx, vendor_id, one.id)


async def sell_pass(
    tx: Tx, *, vendor_id: int, plan_id: UUID, till: Till, holder: Holder, note: str, principal: Principal, now: datetime
) -> Pass:
    """A pass that was paid at the desk or by transfer. Audited. Raises PassPlanNotFound."""
    one = await issue_pass(
        tx, vendor_id=vendor_id, plan_id=plan_id, paid_into=_money(till), holder=holder, note=note,
        actor=principal.actor, now=now,
    )  # fmt: skip
    await _audit(tx, one, principal, "pass.issued", amount=one.owed, till=till.value)
    return one


async def make_pass_code(tx: Tx, *, vendor_id: int, pass_id: UUID, principal: Principal, now: datetime) -> str:
    """A code for a pass, the first or because one was lost: the one before it is dead. Audited.

    It stands in no row and in no stored reply. Raises PassNotFound.
    """
    code = await recode_pass(tx, vendor_id=vendor_id, pass_id=pass_id, actor=principal.actor, now=now)
    one = await locked_pass(tx, vendor_id, pass_id)
    await _audit(tx, one, principal, "pass.coded", tail=code[-TAIL:])
    return code


async def recode_pass(tx: Tx, *, vendor_id: int, pass_id: UUID, actor: str, now: datetime) -> str:
    """A new code for whoever may have one. Raises PassNotFound."""
    one = await locked_pass(tx, vendor_id, pass_id)
    code = new_pass_code()
    await repository.set_pass_code(tx, one, code_hash=code_hash(code), tail=code[-TAIL:])
    await _noted(tx, one, MovementKind.CODED, code[-TAIL:], actor, now)
    return code


async def use_by_hand(
    tx: Tx, *, vendor_id: int, pass_id: UUID, visits: int, note: str, principal: Principal, now: datetime
) -> Pass:
    """Somebody came without a booking: the desk takes her visits, which are earned with that. Audited.

    Raises PassNotFound, PassRefused.
    """
    one = await open_pass(tx, vendor_id=vendor_id, pass_id=pass_id, visit_at=now, now=now)
    if visits > one.visits:
        raise PassRefused("too_few", needed=visits, left=one.visits)
    value = worth(visits, left=one.visits, owed=one.owed, unit=one.terms.unit)
    cause = f"used:{uuid7()}"
    await repository.move_pass(
        tx, one, kind=MovementKind.REDEEMED, visits=-visits, minor=-value.minor, cause=cause, now=now,
        actor=principal.actor, note=note,
    )  # fmt: skip
    terms = await books.terms_at(tx, vendor_id=vendor_id, currency=value.currency, at=now)
    await _post(tx, one, Kind.VISITS_USED, postings.visits_used(value, terms), cause, now)
    await _audit(tx, one, principal, "pass.used", amount=value, visits=str(visits))
    return await locked_pass(tx, vendor_id, pass_id)


async def undo_use(tx: Tx, *, vendor_id: int, pass_id: UUID, number: int, principal: Principal, now: datetime) -> Pass:
    """A visit taken by hand was a mistake: it is back, and not earned. Twice is once. Audited.

    Raises PassNotFound, also for a movement that is no use by hand.
    """
    one = await locked_pass(tx, vendor_id, pass_id)
    used = await repository.use_by_hand(tx, vendor_id=vendor_id, pass_id=pass_id, number=number)
    if used is None:
        raise PassNotFound
    visits, minor, taken = used
    cause = f"undone:{pass_id}:{number}"
    moved = await repository.move_pass(
        tx, one, kind=MovementKind.GIVEN_BACK, visits=visits, minor=minor, cause=cause, now=now, actor=principal.actor
    )
    if moved is not None:
        entries = postings.reversed_entries(await books.entries_of_cause(tx, f"pass:{taken}"))
        await _post(tx, one, Kind.VISITS_GIVEN_BACK, entries, cause, now)
        await _audit(tx, one, principal, "pass.use_undone", visits=str(visits))
    return await locked_pass(tx, vendor_id, pass_id)


async def freeze_pass(tx: Tx, *, vendor_id: int, pass_id: UUID, actor: str, now: datetime) -> Pass:
    """Stop its days, as long as its plan allows; twice is once. Raises PassNotFound, PassRefused."""
    one = await _settled(tx, vendor_id, pass_id, now)
    if one.frozen_at is not None:
        return one
    if one.standing(now) in (Standing.EXPIRED, Standing.EMPTY):
        raise PassRefused(one.standing(now).value)
    if one.waits:
        raise PassRefused("waits")
    if one.freeze_left == 0:
        raise PassRefused("no_freeze")
    await repository.set_times(tx, replace(one, frozen_at=now))
    await _noted(tx, one, MovementKind.FROZEN, "", actor, now)
    return await locked_pass(tx, vendor_id, pass_id)


async def release_pass(tx: Tx, *, vendor_id: int, pass_id: UUID, actor: str, now: datetime) -> Pass:
    """Its days count again, and it is valid for longer by every day of the freeze. Twice is once.

    Raises PassNotFound.
    """
    one = await _settled(tx, vendor_id, pass_id, now)
    return await _thaw(tx, one, actor=actor, at=now) if one.frozen_at is not None else one


async def prolong_pass(
    tx: Tx, *, vendor_id: int, pass_id: UUID, until: datetime, principal: Principal, now: datetime
) -> Pass:
    """Valid until another day, later or the same, three years after the sale at most. Audited.

    Raises PassNotFound, Invalid.
    """
    one = await _settled(tx, vendor_id, pass_id, now)
    if until < one.valid_until:
        raise Invalid(FieldError("/validUntil", "A pass that was sold is not shortened.", "too_early"))
    if until > three_years_after(one.issued_at):
        raise Invalid(FieldError("/validUntil", "A pass is valid for at most three years from its sale."))
    await repository.set_times(tx, replace(one, valid_until=until))
    await _noted(tx, one, MovementKind.PROLONGED, until.date().isoformat(), principal.actor, now)
    await _audit(tx, one, principal, "pass.prolonged", until=until.date().isoformat())
    return await locked_pass(tx, vendor_id, pass_id)


async def pay_out_pass(
    tx: Tx, *, vendor_id: int, pass_id: UUID, till: Till, reason: str, principal: Principal, now: datetime
) -> Pass:
    """Give back what the visits that are left are worth, also after its time. Audited.

    Raises PassNotFound, PassRefused.
    """
    one = await take_everything(
        tx, vendor_id=vendor_id, pass_id=pass_id, paid_from=Paid(account=_money(till)), reason=reason,
        actor=principal.actor, now=now,
    )  # fmt: skip
    await _audit(tx, one, principal, "pass.paid_out", amount=one.owed, reason=reason)
    return await locked_pass(tx, vendor_id, pass_id)


async def take_everything(
    tx: Tx, *, vendor_id: int, pass_id: UUID, paid_from: Paid, reason: str, actor: str, now: datetime
) -> Pass:
    """Take all visits from a pass, because their worth goes back from `paid_from`; the pass as it was before.

    Raises PassNotFound, PassRefused when nothing is left.
    """
    one = await locked_pass(tx, vendor_id, pass_id)
    if one.visits == 0:
        raise PassRefused("empty")
    cause = f"paid_out:{uuid7()}"
    await repository.move_pass(
        tx, one, kind=MovementKind.PAID_OUT, visits=-one.visits, minor=-one.owed.minor, cause=cause, now=now,
        actor=actor, note=reason,
    )  # fmt: skip
    entries = postings.visits_paid_out(paid_from.account, one.owed)
    await _post(tx, one, Kind.VISITS_PAID_OUT, entries, cause, now, paid_from)
    return one


async def pass_of(read: ReadTx, *, vendor_id: int, pass_id: UUID) -> tuple[Pass, list[PassMovement]]:
    """A pass with its movements, the latest first. Raises PassNotFound."""
    one = await repository.get_pass(read, vendor_id=vendor_id, pass_id=pass_id)
    if one is None:
        raise PassNotFound
    return one, await repository.movements_of_pass(read, vendor_id=vendor_id, pass_id=pass_id)


async def find_passes(read: ReadTx, *, vendor_id: int, query: str, limit: int) -> list[Pass]:
    """Passes of a business, the newest first, found by name, phone, address, code, or its last four letters."""
    letters = pass_code_in(query)
    return await repository.find_passes(
        read, vendor_id=vendor_id, query=query.strip(), code_hash=code_hash(letters) if letters else None, limit=limit
    )


async def locked_pass(tx: Tx, vendor_id: int, pass_id: UUID) -> Pass:
    """The pass with its lock. Raises PassNotFound."""
    one = await repository.lock_pass(tx, vendor_id=vendor_id, pass_id=pass_id)
    if one is None:
        raise PassNotFound
    return one


async def open_pass(tx: Tx, *, vendor_id: int, pass_id: UUID, visit_at: datetime, now: datetime) -> Pass:
    """The pass with its lock, ready to give a visit that begins then; its days have begun with that.

    Raises PassNotFound, PassRefused with what stands in the way.
    """
    one = await _settled(tx, vendor_id, pass_id, now)
    must_be_usable(one, visit_at=visit_at, now=now)
    begun = one.started(visit_at)
    if begun != one:
        await repository.set_times(tx, begun)
    return begun


def must_be_usable(one: Pass, *, visit_at: datetime, now: datetime) -> None:
    """Raises PassRefused with what stands in the way of a visit then."""
    standing = one.standing(now)
    if standing is not Standing.USABLE:
        raise PassRefused(standing.value)
    until = one.thawed(now).started(visit_at).valid_until
    if visit_at >= until:
        raise PassRefused("after_end", validUntil=until.isoformat())


async def _settled(tx: Tx, vendor_id: int, pass_id: UUID, now: datetime) -> Pass:
    """The pass with its lock; a freeze that has ended by itself is written down."""
    one = await locked_pass(tx, vendor_id, pass_id)
    if one.freeze_ends_at is not None and now >= one.freeze_ends_at:
        return await _thaw(tx, one, actor="system", at=one.freeze_ends_at)
    return one


async def _thaw(tx: Tx, one: Pass, *, actor: str, at: datetime) -> Pass:
    thawed = one.thawed(at)
    await repository.set_times(tx, thawed)
    await _noted(tx, one, MovementKind.RELEASED, str(thawed.frozen_days - one.frozen_days), actor, at)
    return await locked_pass(tx, one.vendor_id, one.id)


async def _noted(tx: Tx, one: Pass, kind: MovementKind, note: str, actor: str, now: datetime) -> None:
    await repository.move_pass(tx, one, kind=kind, cause=f"{kind}:{uuid7()}", now=now, actor=actor, note=note)


async def _post(
    tx: Tx, one: Pass, kind: Kind, entries: tuple[Entry, ...], cause: str, now: datetime, paid: Paid | None = None
) -> None:
    about = (paid or Paid(account="")).about
    await books.post(
        tx, Posting(vendor_id=one.vendor_id, cause=f"pass:{cause}", kind=kind, at=now, entries=entries, **about)
    )


async def _audit(
    tx: Tx, one: Pass, principal: Principal, action: str, *, amount: Money | None = None, **facts: str
) -> None:
    money = {"amountMinor": amount.minor, "currency": amount.currency} if amount else {}
    await record(
        tx, principal, action=action, subject=public_id("pas", one.id), vendor_id=one.vendor_id,
        details={**money, **facts},
    )  # fmt: skip


def _money(till: Till) -> str:
    return money_at(till.value, MoneyHolder.VENDOR)
