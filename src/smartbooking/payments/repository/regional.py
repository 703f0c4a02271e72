"""Terms of businesses, transactions of providers that call us, and proofs of payment."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import exists, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from smartbooking.infra.db import ReadTx, Tx
from smartbooking.kernel.money import Money
from smartbooking.payments.domain.regional import CallStatus, Proof, ProviderCall, VendorTerms
from smartbooking.payments.models import AttemptRow, ProofRow, ProviderCallRow, VendorTermsRow

_TERMS = ("enabled", "phone", "pay_link", "account_name", "account_number", "bank", "tax_id", "note", "minutes_to_pay")


async def terms_of(read: ReadTx, vendor_id: int) -> tuple[VendorTerms, ...]:
    """Everything a business has configured."""
    rows = await read.scalars(
        select(VendorTermsRow)
        .where(VendorTermsRow.vendor_id == vendor_id)
        .order_by(VendorTermsRow.method)
        .execution_options(populate_existing=True)
    )
    return tuple(
        VendorTerms(vendor_id=row.vendor_id, method=row.method, **{name: getattr(row, name) for name in _TERMS})
        for row in rows
    )


async def put_terms(tx: Tx, terms: VendorTerms, *, now: datetime) -> None:
    """Write or replace one method's terms."""
    values = {name: getattr(terms, name) for name in _TERMS} | {"updated_at": now}
    await tx.execute(
        insert(VendorTermsRow)
        .values(vendor_id=terms.vendor_id, method=terms.method, **values)
        .on_conflict_do_update(index_elements=["vendor_id", "method"], set_=values)
    )


async def open_call(tx: Tx, call: ProviderCall, *, vendor_id: int | None, now: datetime) -> tuple[ProviderCall, bool]:
    """Insert a transaction, or wait for and lock the row that is there; whether it is new."""
    made = await tx.scalar(
        insert(ProviderCallRow)
        .values(
            gateway=call.gateway,
            transaction=call.transaction,
            vendor_id=vendor_id,
            attempt_id=call.attempt_id,
            account=call.account,
            amount_minor=call.amount.minor,
            currency=call.amount.currency,
            status=call.status.value,
            provider_time=call.provider_time,
            created_at=now,
        )
        .on_conflict_do_nothing(constraint="provider_call_pkey")
        .returning(ProviderCallRow.number)
    )
    found = await find_call(tx, call.gateway, call.transaction, lock=True)
    assert found is not None
    return found, made is not None


async def find_call(read: ReadTx, gateway: str, transaction: str, *, lock: bool = False) -> ProviderCall | None:
    """A transaction by the provider's id; `lock` for whoever changes it."""
    query = select(ProviderCallRow).where(
        ProviderCallRow.gateway == gateway, ProviderCallRow.transaction == transaction
    )
    row = await read.scalar((query.with_for_update() if lock else query).execution_options(populate_existing=True))
    return _call(row) if row else None


async def calls_between(read: ReadTx, gateway: str, since: int, until: int) -> tuple[ProviderCall, ...]:
    """A provider's transactions by its own clock, oldest first."""
    rows = await read.scalars(
        select(ProviderCallRow)
        .where(ProviderCallRow.gateway == gateway, ProviderCallRow.provider_time.between(since, until))
        .order_by(ProviderCallRow.provider_time, ProviderCallRow.number)
    )
    return tuple(_call(row) for row in rows)


async def open_call_of_attempt(read: ReadTx, gateway: str, attempt_id: UUID) -> ProviderCall | None:
    """The transaction that is under way for an attempt."""
    row = await read.scalar(
        select(ProviderCallRow)
        .where(
            ProviderCallRow.gateway == gateway,
            ProviderCallRow.attempt_id == attempt_id,
            ProviderCallRow.status == CallStatus.CREATED.value,
        )
        .order_by(ProviderCallRow.number)
        .limit(1)
    )
    return _call(row) if row else None


async def update_call(tx: Tx, call: ProviderCall, **changes: Any) -> ProviderCall:
    """Change a locked transaction. Any: column values."""
    await tx.execute(
        update(ProviderCallRow)
        .where(ProviderCallRow.gateway == call.gateway, ProviderCallRow.transaction == call.transaction)
        .values(**changes)
        .execution_options(synchronize_session=False)
    )
    changed = await find_call(tx, call.gateway, call.transaction)
    assert changed is not None
    return changed


async def add_proof(tx: Tx, proof: Proof, *, vendor_id: int, digest: str) -> bool:
    """Store a proof; False when this payment has the very same picture already."""
    made = await tx.execute(
        insert(ProofRow)
        .values(
            id=proof.id,
            vendor_id=vendor_id,
            attempt_id=proof.attempt_id,
            digest=digest,
            content_type=proof.content_type,
            storage_key=proof.storage_key,
            uploaded_at=proof.uploaded_at,
        )
        .on_conflict_do_nothing()
        .returning(ProofRow.id)
    )
    return made.first() is not None


async def proofs_of(read: ReadTx, attempt_ids: tuple[UUID, ...]) -> tuple[Proof, ...]:
    """Proofs of payments, oldest first; `reused` is asked of the table each time, so that no race hides it."""
    other = aliased(ProofRow)
    again = exists().where(other.digest == ProofRow.digest, other.attempt_id != ProofRow.attempt_id)
    rows = await read.execute(
        select(ProofRow, again.label("reused"))
        .where(ProofRow.attempt_id.in_(attempt_ids))
        .order_by(ProofRow.uploaded_at, ProofRow.id)
    )
    return tuple(
        Proof(
            id=row.id,
            attempt_id=row.attempt_id,
            content_type=row.content_type,
            storage_key=row.storage_key,
            uploaded_at=row.uploaded_at,
            reused=reused,
        )
        for row, reused in rows
    )


async def proof_count(read: ReadTx, attempt_id: UUID) -> int:
    """How many pictures a payment has."""
    return len(await proofs_of(read, (attempt_id,)))


async def attempts_by_hand(
    read: ReadTx, vendor_id: int, gateways: tuple[str, ...], *, since: datetime
) -> tuple[UUID, ...]:
    """Attempts a person may decide about: the open ones, and those that ran out lately with a proof shown."""
    shown = exists().where(ProofRow.attempt_id == AttemptRow.id)
    rows = await read.scalars(
        select(AttemptRow.id)
        .where(
            AttemptRow.vendor_id == vendor_id,
            AttemptRow.gateway.in_(gateways),
            (AttemptRow.status == "requires_action")
            | ((AttemptRow.status == "voided") & (AttemptRow.updated_at >= since) & shown),
        )
        .order_by(AttemptRow.created_at)
        .limit(200)
    )
    return tuple(rows)


async def codes_of_bookings(read: ReadTx, gateway: str, booking_ids: tuple[UUID, ...]) -> tuple[str, ...]:
    """Codes of the open payments by this gateway for the bookings, oldest first."""
    rows = await read.scalars(
        select(AttemptRow.reference)
        .where(
            AttemptRow.booking_id.in_(booking_ids),
            AttemptRow.gateway == gateway,
            AttemptRow.status == "requires_action",
        )
        .order_by(AttemptRow.created_at)
    )
    return tuple(code for code in rows if code)


def _call(row: ProviderCallRow) -> ProviderCall:
    return ProviderCall(
        gateway=row.gateway,
        transaction=row.transaction,
        number=row.number,
        attempt_id=row.attempt_id,
        account=row.account,
        amount=Money(row.amount_minor, row.currency),
        status=CallStatus(row.status),
        reason=row.reason,
        provider_time=row.provider_time,
        reply=row.reply,
        created_at=row.created_at,
        performed_at=row.performed_at,
        cancelled_at=row.cancelled_at,
    )
