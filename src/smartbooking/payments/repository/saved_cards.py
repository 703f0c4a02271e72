"""Cards that providers keep: found by their owner only, gone for her as soon as they are unwanted."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from smartbooking.infra.db import ReadTx, Tx
from smartbooking.payments.domain.saved_cards import SavedCard
from smartbooking.payments.models import AttemptRow, SavedCardRow


async def add(tx: Tx, card: SavedCard, *, unwanted_at: datetime | None) -> bool:
    """False when the provider's token is known already (one_saved_card_per_token)."""
    made = await tx.execute(
        insert(SavedCardRow)
        .values(**asdict(card), unwanted_at=unwanted_at)
        .on_conflict_do_nothing()
        .returning(SavedCardRow.id)
    )
    return made.first() is not None


async def of_account(read: ReadTx, account_id: UUID) -> tuple[SavedCard, ...]:
    """The cards of an account, the one used last first."""
    rows = await read.scalars(
        select(SavedCardRow)
        .where(SavedCardRow.account_id == account_id, SavedCardRow.unwanted_at.is_(None))
        .order_by(SavedCardRow.used_at.desc().nulls_last(), SavedCardRow.id.desc())
        .execution_options(populate_existing=True)
    )
    return tuple(_card(row) for row in rows)


async def lock_account(tx: Tx, account_id: UUID) -> tuple[SavedCard, ...]:
    """The same, row-locked in the order of their ids."""
    rows = await tx.scalars(
        select(SavedCardRow)
        .where(SavedCardRow.account_id == account_id, SavedCardRow.unwanted_at.is_(None))
        .order_by(SavedCardRow.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return tuple(_card(row) for row in rows)


async def used(tx: Tx, card_id: UUID, *, now: datetime) -> None:
    await tx.execute(update(SavedCardRow).where(SavedCardRow.id == card_id).values(used_at=now))


async def unwant(tx: Tx, card_id: UUID, *, now: datetime) -> None:
    """From here on it is nobody's; the row stays until the provider has forgotten it."""
    await tx.execute(
        update(SavedCardRow)
        .where(SavedCardRow.id == card_id, SavedCardRow.unwanted_at.is_(None))
        .values(unwanted_at=now)
    )


async def unwanted(read: ReadTx, card_id: UUID) -> SavedCard | None:
    """A card the provider still has to forget."""
    row = await read.scalar(
        select(SavedCardRow)
        .where(SavedCardRow.id == card_id, SavedCardRow.unwanted_at.is_not(None))
        .execution_options(populate_existing=True)
    )
    return _card(row) if row else None


async def unwanted_before(read: ReadTx, moment: datetime, *, limit: int) -> tuple[UUID, ...]:
    """Cards whose provider should have forgotten them by now (index saved_card_to_forget)."""
    found = await read.scalars(
        select(SavedCardRow.id).where(SavedCardRow.unwanted_at < moment).order_by(SavedCardRow.unwanted_at).limit(limit)
    )
    return tuple(found)


async def remove(tx: Tx, card_id: UUID) -> None:
    """The provider has forgotten it."""
    await tx.execute(delete(SavedCardRow).where(SavedCardRow.id == card_id, SavedCardRow.unwanted_at.is_not(None)))


async def keep_nothing_for(tx: Tx, account_id: UUID) -> None:
    """Payments under way keep no card for an account that is closed."""
    await tx.execute(
        update(AttemptRow)
        .where(AttemptRow.save_for == account_id)
        .values(save_for=None)
        .execution_options(synchronize_session=False)
    )


def _card(row: SavedCardRow) -> SavedCard:
    return SavedCard(
        id=row.id, account_id=row.account_id, gateway=row.gateway, token=row.token, payer=row.payer, brand=row.brand,
        last4=row.last4, exp_month=row.exp_month, exp_year=row.exp_year, fingerprint=row.fingerprint,
        country=row.country, consented_at=row.consented_at, saved_at=row.saved_at, used_at=row.used_at,
    )  # fmt: skip
