"""Cards kept for next time: kept when their payment succeeds and their owner wished so, forgotten when she wishes.

What is kept here: the provider's token, brand, last four digits, expiry, and a keyed name of the card. The provider
forgets a card after the row says so: a job asks it until it has, and then the row goes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from smartbooking.identity.domain.account import AccountStatus
from smartbooking.identity.events import AccountStatusChanged
from smartbooking.infra import audit, jobs
from smartbooking.infra.crypto import Signer
from smartbooking.infra.db import Database, ReadTx, Tx
from smartbooking.kernel.ids import public_id, uuid7
from smartbooking.kernel.principal import Principal
from smartbooking.kernel.problem import FieldError, Invalid
from smartbooking.payments.domain import Attempt
from smartbooking.payments.domain.saved_cards import SavedCard
from smartbooking.payments.errors import SavedCardNotFound
from smartbooking.payments.ports import CardTold, GatewayRefused, OutcomeUnknown, SavesCards
from smartbooking.payments.repository import saved_cards as rows
from smartbooking.payments.service.registry import gateway_named, resolve_method, saves_cards

FORGET_CARD: Final = "payments.forget_card"
ASK_AGAIN: Final = timedelta(minutes=5)
BATCH: Final = 200
_signers: list[Signer] = []


@dataclass(frozen=True, slots=True, kw_only=True)
class CardWish:
    """What a payer wants of kept cards: to pay with `card`, or to have hers kept for `save_for`."""

    card: SavedCard | None = None
    save_for: UUID | None = None


NO_WISH: Final = CardWish()


def install_signer(signer: Signer) -> None:
    """Called once in every process: cards are known by keyed names."""
    _signers[:] = [signer]


def print_of(gateway: str, card: CardTold) -> str | None:
    """A keyed name of a card: the same for the same card at one provider, of no use elsewhere."""
    if card.fingerprint is None or not _signers:
        return None
    return _signers[0].sign("card", {"gateway": gateway, "fingerprint": card.fingerprint}).rpartition(".")[2]


async def card_wish(
    read: ReadTx, *, account_id: UUID | None, method: str, card_id: UUID | None, save: bool, token: str | None
) -> CardWish:
    """What a request asks of kept cards, checked. Raises SavedCardNotFound, also for other people's; Invalid."""
    if card_id is not None:
        card = await _mine(read, account_id, card_id)
        if card.gateway != resolve_method(method) or save or token:
            raise Invalid(FieldError("/paymentDetails/savedCardId", "pays alone, by its own method", "not_fitting"))
        return CardWish(card=card)
    if not save:
        return NO_WISH
    if account_id is None:
        raise Invalid(FieldError("/paymentDetails/saveCard", "Sign in to keep a card.", "signed_out"))
    if token or not saves_cards(resolve_method(method)):
        raise Invalid(FieldError("/paymentDetails/saveCard", "This way of paying keeps no cards.", "not_offered"))
    return CardWish(save_for=account_id)


async def saved_cards(read: ReadTx, *, account_id: UUID) -> tuple[SavedCard, ...]:
    """The cards of an account, the one used last first."""
    return await rows.of_account(read, account_id)


async def keep_card(tx: Tx, attempt: Attempt, card: CardTold | None, *, now: datetime) -> None:
    """A payment succeeded: keep its card if that was wished. Known already for the same person, it is kept once."""
    if attempt.saved_card_id is not None:
        await rows.used(tx, attempt.saved_card_id, now=now)
    if attempt.save_for is None or card is None or card.token is None:
        return
    named = print_of(attempt.gateway, card)
    before = await rows.lock_account(tx, attempt.save_for)
    known = any(_same(one, attempt.gateway, card, named) for one in before)
    kept = SavedCard(
        id=uuid7(), account_id=attempt.save_for, gateway=attempt.gateway, token=card.token, payer=card.payer,
        brand=card.brand, last4=card.last4, exp_month=card.exp_month, exp_year=card.exp_year, fingerprint=named,
        country=card.country, consented_at=attempt.created_at, saved_at=now, used_at=now,
    )  # fmt: skip
    if not await rows.add(tx, kept, unwanted_at=now if known else None):
        return
    if known:
        await _soon(tx, kept.id)
        return
    await audit.record(
        tx, Principal(user_id=attempt.save_for), action="payments.card_saved", subject=public_id("crd", kept.id),
        details={"gateway": kept.gateway, "consentedAt": kept.consented_at.isoformat()},
    )  # fmt: skip


def _same(one: SavedCard, gateway: str, card: CardTold, named: str | None) -> bool:
    told = (gateway, named, card.exp_month, card.exp_year)
    return named is not None and (one.gateway, one.fingerprint, one.exp_month, one.exp_year) == told


async def forget_card(tx: Tx, *, account_id: UUID, card_id: UUID, now: datetime) -> None:
    """The owner wants a card gone: at once for her, at the provider soon. Raises SavedCardNotFound."""
    card = await _mine(tx, account_id, card_id)
    await rows.unwant(tx, card.id, now=now)
    await _soon(tx, card.id)
    await audit.record(
        tx, Principal(user_id=account_id), action="payments.card_forgotten", subject=public_id("crd", card.id),
        details={"gateway": card.gateway},
    )  # fmt: skip


async def account_changed(tx: Tx, event: AccountStatusChanged, *, now: datetime) -> None:
    """A closed account keeps no cards, here and at the providers."""
    if event.status != AccountStatus.DELETED:
        return
    await rows.keep_nothing_for(tx, event.user_id)
    for card in await rows.lock_account(tx, event.user_id):
        await rows.unwant(tx, card.id, now=now)
        await _soon(tx, card.id)


async def forget_at_provider(database: Database, card_id: UUID, *, now: datetime) -> bool:
    """Have the provider forget an unwanted card; False while it is silent. Safe to repeat."""
    async with database.reading() as read:
        card = await rows.unwanted(read, card_id)
    if card is None:
        return True
    try:
        gateway = gateway_named(card.gateway)
        if not isinstance(gateway, SavesCards):
            return False
        await gateway.forget_card(token=card.token, payer=card.payer, key=f"forget:{card.id.hex}")
    except (OutcomeUnknown, GatewayRefused):
        return False
    await database.run(lambda tx: rows.remove(tx, card_id))
    return True


async def forget_due(database: Database, *, now: datetime) -> int:
    """Ask again about every card a silent provider has not forgotten; how many it has now."""
    async with database.reading() as read:
        waiting = await rows.unwanted_before(read, now - ASK_AGAIN, limit=BATCH)
    return sum([await forget_at_provider(database, card_id, now=now) for card_id in waiting])


def card_facts(attempt: Attempt, card: CardTold | None) -> Mapping[str, Any]:
    """Columns of the attempt that tell which card paid, by its keyed name. Any: column values."""
    if card is None:
        return {}
    return {"card_print": print_of(attempt.gateway, card), "card_country": card.country}


async def _mine(read: ReadTx, account_id: UUID | None, card_id: UUID) -> SavedCard:
    mine = await rows.of_account(read, account_id) if account_id is not None else ()
    found = next((card for card in mine if card.id == card_id), None)
    if found is None:
        raise SavedCardNotFound
    return found


async def _soon(tx: Tx, card_id: UUID) -> None:
    await jobs.enqueue(tx, FORGET_CARD, {"card_id": str(card_id)}, key=f"forget:{card_id}")
