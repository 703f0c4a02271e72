"""Payments a person of the business confirms: she looks at her account and presses one button.

Of any number of people pressing at once exactly one decides: the row of the transaction is the lock.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from smartbooking.infra import audit
from smartbooking.infra.db import Database, ReadTx, Tx
from smartbooking.infra.storage import Storage
from smartbooking.kernel.ids import public_id, uuid7
from smartbooking.kernel.money import Money
from smartbooking.kernel.principal import Principal
from smartbooking.payments import repository
from smartbooking.payments.domain import (
    Attempt,
    AttemptStatus,
    CallStatus,
    Intent,
    Proof,
    ProviderCall,
    Received,
    Refund,
    VendorTerms,
    Waiting,
)
from smartbooking.payments.errors import AlreadyDecided, InvalidTransition, NotAProof, PaymentNotFound, TooManyProofs
from smartbooking.payments.ports import ConfirmedByHand
from smartbooking.payments.service.incoming import begin_transaction, find_payable_of_attempt, give_up, receive_money
from smartbooking.payments.service.refunds import record_desk_refund
from smartbooking.payments.service.registry import gateway_named, names_per_vendor, passive, per_vendor
from smartbooking.payments.service.terms import terms_for

# Who transferred in the last minute and whose transfer was seen too late is still on the list this long.
SHOWN_AFTER_END: Final = timedelta(days=14)
MAX_PROOFS: Final = 5
_PICTURES: Final = (
    (b"\x89PNG\r\n\x1a\n", 0, "image/png", "png"),
    (b"\xff\xd8\xff", 0, "image/jpeg", "jpg"),
    (b"WEBP", 8, "image/webp", "webp"),
)


def by_hand(gateway: str) -> bool:
    """Whether a person confirms the payments of this gateway."""
    return gateway in names_per_vendor() and isinstance(gateway_named(gateway), ConfirmedByHand)


async def waiting(read: ReadTx, *, vendor_id: int, now: datetime) -> tuple[Waiting, ...]:
    """Payments of the business a person can decide about, oldest first; with what customers showed."""
    gateways = tuple(name for name in names_per_vendor() if by_hand(name))
    ids = await repository.attempts_by_hand(read, vendor_id, gateways, since=now - SHOWN_AFTER_END)
    proofs = await repository.proofs_of(read, ids)
    found: list[Waiting] = []
    for attempt_id in ids:
        attempt = await repository.get_attempt(read, attempt_id)
        intent = await repository.get_intent(read, attempt.intent_id) if attempt else None
        if attempt and intent and not await _decided(read, attempt):
            shown = tuple(proof for proof in proofs if proof.attempt_id == attempt_id)
            found.append(Waiting(intent=intent, attempt=attempt, proofs=shown))
    return tuple(found)


async def confirm_by_hand(
    tx: Tx, *, principal: Principal, vendor_id: int, intent_id: UUID, amount: Money | None, now: datetime
) -> Received:
    """The money is on the account. `amount`: what really came, when it is not what was agreed.

    Raises PaymentNotFound, AlreadyDecided, InvalidTransition.
    """
    intent, attempt = await _of_vendor(tx, vendor_id, intent_id)
    came = amount or attempt.amount
    call, new = await _decide(tx, attempt, came, now)
    if not new:
        raise AlreadyDecided
    received = await receive_money(tx, attempt_id=attempt.id, amount=came, source="staff", now=now)
    if received is Received.ALREADY_PAID:
        raise InvalidTransition("This booking is paid already.", allowed=[])
    await repository.update_call(tx, call, status=CallStatus.PERFORMED.value, performed_at=now)
    await _audit(tx, principal, intent, "payments.confirmed_by_hand", {"amount": came.minor, "result": received.value})
    return received


async def reject_by_hand(
    tx: Tx, *, principal: Principal, vendor_id: int, intent_id: UUID, reason: str, now: datetime
) -> None:
    """No such money came. The place stays held for another try until it runs out.

    Raises PaymentNotFound, AlreadyDecided.
    """
    intent, attempt = await _of_vendor(tx, vendor_id, intent_id)
    call, new = await _decide(tx, attempt, attempt.amount, now)
    if not new or not await give_up(tx, attempt_id=attempt.id, code="rejected_by_staff", source="staff", now=now):
        raise AlreadyDecided
    await repository.update_call(tx, call, status=CallStatus.REFUSED.value, cancelled_at=now)
    await _audit(tx, principal, intent, "payments.rejected_by_hand", {"reason": reason})


async def add_proof(database: Database, storage: Storage, *, intent_id: UUID, content: bytes, now: datetime) -> Proof:
    """Keep a picture of a receipt with the payment that waits for it; the same picture twice is one proof.

    Raises NotAProof, TooManyProofs, InvalidTransition.
    """
    content_type, suffix = _kind_of(content)
    digest = hashlib.sha256(content).hexdigest()
    key = f"proofs/{digest[:2]}/{digest}.{suffix}"
    # The blob first: a row without its picture would be a promise nobody can look at.
    await storage.put(key, content, content_type)

    async def keep(tx: Tx) -> Proof:
        intent = await repository.lock_intent(tx, intent_id)
        if intent is None or intent.current_attempt_id is None:
            raise PaymentNotFound
        attempt = await repository.get_attempt(tx, intent.current_attempt_id)
        if attempt is None or not by_hand(attempt.gateway):
            raise InvalidTransition("This payment needs no proof.", allowed=[])
        if attempt.status not in (AttemptStatus.REQUIRES_ACTION, AttemptStatus.VOIDED):
            raise InvalidTransition(f"A payment that is {attempt.status.value} needs no proof.", allowed=[])
        proof = Proof(
            id=uuid7(), attempt_id=attempt.id, content_type=content_type, storage_key=key, uploaded_at=now, reused=False
        )
        if await repository.proof_count(tx, attempt.id) >= MAX_PROOFS:
            raise TooManyProofs
        await repository.add_proof(tx, proof, vendor_id=intent.vendor_id, digest=digest)
        return next(one for one in await repository.proofs_of(tx, (attempt.id,)) if one.storage_key == key)

    return await database.run(keep)


@dataclass(frozen=True, slots=True, kw_only=True)
class Instructions:
    """What a customer is told: the code, the business's terms, and what she has shown."""

    code: str
    terms: VendorTerms | None
    takes_proof: bool
    proofs: tuple[Proof, ...]


async def instructions_of(read: ReadTx, *, intent: Intent) -> Instructions:
    """How a payment by code is paid. Raises PaymentNotFound for payments of other kinds."""
    attempt = await repository.get_attempt(read, intent.current_attempt_id) if intent.current_attempt_id else None
    if attempt is None or attempt.reference is None or not passive(attempt.gateway):
        raise PaymentNotFound
    own = per_vendor(attempt.gateway)
    return Instructions(
        code=attempt.reference,
        terms=await terms_for(read, vendor_id=intent.vendor_id, method=attempt.gateway) if own else None,
        takes_proof=by_hand(attempt.gateway),
        proofs=await repository.proofs_of(read, (attempt.id,)),
    )


async def intent_amount(read: ReadTx, *, intent_id: UUID) -> Money:
    """What was agreed. Raises PaymentNotFound."""
    intent = await repository.get_intent(read, intent_id)
    if intent is None:
        raise PaymentNotFound
    return intent.amount


async def refunds_by_hand(read: ReadTx, *, vendor_id: int) -> tuple[tuple[Refund, str], ...]:
    """Money the business has to send back itself, with the method it came by; oldest first."""
    found = await repository.open_refunds_of_vendor(read, vendor_id)
    return tuple((refund, gateway) for refund, gateway in found if passive(gateway))


async def record_hand_refund(
    database: Database, *, principal: Principal, vendor_id: int, refund_id: UUID, now: datetime
) -> Refund:
    """The business says that the money has gone back. Raises PaymentNotFound, InvalidTransition."""
    async with database.reading() as read:
        refund = await repository.get_refund(read, refund_id)
    if refund is None or refund.vendor_id != vendor_id:
        raise PaymentNotFound
    done = await record_desk_refund(database, refund_id, now=now)
    async with database.transaction() as tx:
        await audit.record(
            tx,
            principal,
            action="payments.refund_handed_back",
            subject=public_id("ref", refund_id),
            vendor_id=vendor_id,
            details={"amount": refund.amount.minor, "currency": refund.amount.currency},
        )
    return done


async def find_proof(read: ReadTx, *, vendor_id: int, intent_id: UUID, proof_id: UUID) -> Proof:
    """One picture, for the people of the business. Raises PaymentNotFound."""
    intent = await repository.get_intent(read, intent_id)
    if intent is not None and intent.vendor_id == vendor_id:
        ids = tuple(attempt.id for attempt in await repository.attempts_of(read, intent))
        for proof in await repository.proofs_of(read, ids):
            if proof.id == proof_id:
                return proof
    raise PaymentNotFound


async def _of_vendor(tx: Tx, vendor_id: int, intent_id: UUID) -> tuple[Intent, Attempt]:
    intent = await repository.get_intent(tx, intent_id)
    attempt = (
        await repository.get_attempt(tx, intent.current_attempt_id) if intent and intent.current_attempt_id else None
    )
    if intent is None or attempt is None or intent.vendor_id != vendor_id or not by_hand(attempt.gateway):
        raise PaymentNotFound
    return intent, attempt


async def _decide(tx: Tx, attempt: Attempt, amount: Money, now: datetime) -> tuple[ProviderCall, bool]:
    payable = await find_payable_of_attempt(tx, attempt.id, now=now)
    return await begin_transaction(
        tx,
        gateway=attempt.gateway,
        transaction=_transaction(attempt),
        account=attempt.reference or "",
        amount=amount,
        payable=payable,
        now=now,
    )


async def _decided(read: ReadTx, attempt: Attempt) -> bool:
    return await repository.find_call(read, attempt.gateway, _transaction(attempt)) is not None


def _transaction(attempt: Attempt) -> str:
    return f"hand:{attempt.id}"


def _kind_of(content: bytes) -> tuple[str, str]:
    for magic, at, content_type, suffix in _PICTURES:
        if content[at : at + len(magic)] == magic:
            return content_type, suffix
    raise NotAProof


async def _audit(tx: Tx, principal: Principal, intent: Intent, action: str, details: dict[str, object]) -> None:
    await audit.record(
        tx,
        principal,
        action=action,
        subject=public_id("pay", intent.id),
        vendor_id=intent.vendor_id,
        details=details,
    )
