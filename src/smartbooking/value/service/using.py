"""Looking at value, taking from it, and giving back to it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from smartbooking.infra.db import ReadTx, Tx
from smartbooking.infra.failpoints import reach
from smartbooking.kernel.money import Money
from smartbooking.value.domain import Account, Movement, MovementKind, Standing, code_hash, plain
from smartbooking.value.errors import ValueNotFound, ValueRefused
from smartbooking.value.repository import gift_cards as repository


async def look_up(read: ReadTx, *, vendor_id: int, code: str) -> Account:
    """The card of a business with a code somebody typed. Raises ValueRefused `unknown`: a code of another business
    is no code here."""
    letters = plain(code)
    found = await repository.by_code(read, vendor_id=vendor_id, code_hash=code_hash(letters)) if letters else None
    if found is None:
        raise ValueRefused("unknown")
    return found


def usable(account: Account, *, currency: str, now: datetime) -> Account:
    """The card when it can be used now. Raises ValueRefused with what stands in the way."""
    if account.balance.currency != currency:
        raise ValueRefused("currency")
    standing = account.standing(now)
    if standing is not Standing.USABLE:
        raise ValueRefused(standing.value)
    return account


async def lock_card(tx: Tx, *, vendor_id: int, code: str) -> None:
    """Wait for the card behind a code before anything else is locked. Raises ValueRefused `unknown`."""
    card = await look_up(tx, vendor_id=vendor_id, code=code)
    await repository.lock(tx, vendor_id=vendor_id, account_id=card.id)


async def redeem(
    tx: Tx, *, vendor_id: int, account_id: UUID, amount: Money, booking_id: UUID, cause: str, now: datetime
) -> Money:
    """Take at most `amount` from a card for a booking, as much as is there; what was taken. Locks the card.

    A cause takes once: repeated, it takes nothing. Raises ValueNotFound, ValueRefused.
    """
    account = await repository.lock(tx, vendor_id=vendor_id, account_id=account_id)
    if account is None:
        raise ValueNotFound
    usable(account, currency=amount.currency, now=now)
    taken = min(amount, account.balance)
    moved = await repository.move(
        tx, account, kind=MovementKind.REDEEMED, minor=-taken.minor, cause=cause, now=now, actor="system",
        booking_id=booking_id,
    )  # fmt: skip
    reach("V1")
    return taken if moved else Money.zero(amount.currency)


async def give_back(
    tx: Tx, *, vendor_id: int, account_id: UUID, amount: Money, booking_id: UUID, cause: str, now: datetime
) -> None:
    """Put back what a booking did not use, to the card it came from, also when it is frozen or over. Once per cause.

    Locks the card. Raises ValueNotFound.
    """
    account = await repository.lock(tx, vendor_id=vendor_id, account_id=account_id)
    if account is None:
        raise ValueNotFound
    await repository.move(
        tx, account, kind=MovementKind.GIVEN_BACK, minor=amount.minor, cause=cause, now=now, actor="system",
        booking_id=booking_id,
    )  # fmt: skip
    reach("V2")


async def find_cards(read: ReadTx, *, vendor_id: int, query: str, limit: int) -> list[Account]:
    """Cards of a business, the newest first, found by name, phone, address, code, or its last four letters."""
    letters = plain(query)
    return await repository.find(
        read, vendor_id=vendor_id, query=query.strip(), code_hash=code_hash(letters) if letters else None, limit=limit
    )


async def card_of(read: ReadTx, *, vendor_id: int, account_id: UUID) -> tuple[Account, list[Movement]]:
    """A card with its movements, the latest first. Raises ValueNotFound."""
    account = await repository.get(read, vendor_id=vendor_id, account_id=account_id)
    if account is None:
        raise ValueNotFound
    return account, await repository.movements(read, vendor_id=vendor_id, account_id=account_id)


async def cards_of_booking(read: ReadTx, *, vendor_id: int, booking_id: UUID) -> tuple[Account, ...]:
    """The cards a booking was paid with."""
    return await repository.used_by(read, vendor_id=vendor_id, booking_id=booking_id)
