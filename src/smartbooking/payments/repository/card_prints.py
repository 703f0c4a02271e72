"""Which bookings were paid with the same cards, by the keyed names of these cards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from smartbooking.infra.db import ReadTx, Tx

# A person's newest 40 bookings (attempt_of_booking_by_card) and one kept card; then attempt_by_card. One row.
_SEEN = text("""
    with mine as (
      select card_print, card_country, id from payments.attempt
      where booking_id = any(:bookings) and card_print is not null and created_at > :since
      union all
      select fingerprint, country, 'ffffffff-ffff-ffff-ffff-ffffffffffff' from payments.saved_card
      where id = :card_id and account_id = :account_id and unwanted_at is null
    )
    select (select count(*) from mine) as cards,
           (select card_country from mine where card_country is not null order by id desc limit 1) as country,
           array(select distinct a.booking_id from payments.attempt a
                 where a.card_print in (select card_print from mine) and a.created_at > :since
                   and a.booking_id <> all(:bookings) limit 40) as others
""")
_FORGET = text("""
    update payments.attempt set card_print = null, card_country = null
    where card_print is not null and created_at < :before
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class CardsSeen:
    """`others`: bookings of other people that these cards paid for. `country` of the card used last, if told."""

    country: str | None
    others: tuple[UUID, ...]


async def cards_seen(
    read: ReadTx, *, booking_ids: Sequence[UUID], account_id: UUID | None, card_id: UUID | None, since: datetime
) -> CardsSeen | None:
    """None when no card is known of these bookings and of `account_id`."""
    row = (await read.execute(_SEEN, {
        "bookings": list(booking_ids), "account_id": account_id, "card_id": card_id, "since": since,
    })).one()  # fmt: skip
    return CardsSeen(country=row.country, others=tuple(row.others)) if row.cards else None


async def forget_prints(tx: Tx, *, before: datetime) -> None:
    """What was paid before says nothing about cards any more."""
    await tx.execute(_FORGET, {"before": before})
