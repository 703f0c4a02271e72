"""Two cards of one person become one, and two again if that was a mistake.

The card that goes stays as a row that points to the one that is kept: its phone and e-mail go on meaning this person,
so the next booking under them makes no third card.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from smartbooking.bookings.domain.clients import Client, Likeness, merged_card
from smartbooking.bookings.errors import ClientMerged
from smartbooking.bookings.repository import merged_clients as rows
from smartbooking.bookings.service import clients
from smartbooking.infra.audit import record
from smartbooking.infra.db import ReadTx, Tx
from smartbooking.kernel.ids import public_id
from smartbooking.kernel.principal import Principal
from smartbooking.kernel.problem import FieldError, Invalid, NotFound


async def alike(read: ReadTx, *, vendor_id: int, client: Client) -> Sequence[Likeness]:
    """Cards that may mean the same person: the same e-mail, or the same name."""
    return await rows.alike(read, vendor_id=vendor_id, client_id=client.id)


async def merged(read: ReadTx, *, vendor_id: int, client: Client) -> Sequence[Likeness]:
    """Cards that were merged into this one; each can be taken out again."""
    return await rows.merged(read, vendor_id=vendor_id, client_id=client.id)


async def merge(
    tx: Tx, *, vendor_id: int, client_id: UUID, other_id: UUID, by: Principal, now: datetime
) -> Client:  # fmt: skip
    """Keep one card and take the other in; safe to repeat. Audited. Locks both.

    Raises NotFound, Invalid, ClientMerged.
    """
    if client_id == other_id:
        raise Invalid(FieldError("/otherId", "Name another client: this is the card that is kept.", "same_client"))
    kept = await clients.get(tx, vendor_id=vendor_id, client_id=client_id, now=now)
    other = await clients.get(tx, vendor_id=vendor_id, client_id=other_id, now=now)
    if other.id == kept.id:  # said twice, or a reply that was lost
        return kept
    if not await rows.lock_both(tx, vendor_id=vendor_id, ids=(client_id, other_id)):
        raise ClientMerged("One of these cards was merged already. Read the client again.")
    result = merged_card(kept, other)
    await rows.merge(tx, vendor_id=vendor_id, client_id=client_id, other_id=other_id, result=result)
    await _note(tx, "clients.merged", vendor_id, client_id, other_id, by)
    return await clients.get(tx, vendor_id=vendor_id, client_id=client_id, now=now)


async def split(
    tx: Tx, *, vendor_id: int, client_id: UUID, other_id: UUID, by: Principal, now: datetime
) -> Client:  # fmt: skip
    """Take a merged card out again: its phone and e-mail mean a person of their own. Audited. Raises NotFound.

    Words, tags and notes that were taken over stay on both.
    """
    if not await rows.split(tx, vendor_id=vendor_id, client_id=client_id, other_id=other_id):
        raise NotFound("This card is not merged into that one.")
    await _note(tx, "clients.split", vendor_id, client_id, other_id, by)
    return await clients.get(tx, vendor_id=vendor_id, client_id=client_id, now=now)


async def _note(tx: Tx, action: str, vendor_id: int, client_id: UUID, other_id: UUID, by: Principal) -> None:
    await record(
        tx, by, action=action, subject=public_id("cli", client_id), vendor_id=vendor_id,
        details={"other": public_id("cli", other_id)},
    )  # fmt: skip
