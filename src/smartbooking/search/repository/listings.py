# ruff: noqa: S608 - statements are put together from constants of this file; every value is a parameter
"""Writing the read model: listings, the words they contain, the cities they are in."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import text

from smartbooking.infra.db import ReadTx, Tx
from smartbooking.search.domain.listing import Listing, OfferKind, SearchText, search_text
from smartbooking.search.domain.query import tsquery
from smartbooking.search.domain.typos import near_spellings
from smartbooking.search.repository.driver import fetch

# Columns written by reindexing and the SQL type each has on its way in; the key comes first.
_KINDS: Final = {
    "vendor_id": "bigint",
    "offer_kind": "text",
    "offer_id": "bigint",
    "venue_id": "bigint",
    **dict.fromkeys(("type", "vertical", "timing", "confirmation"), "text"),
    **dict.fromkeys(("names", "venue_name"), "jsonb"),
    **dict.fromkeys(("slug", "city", "city_key", "country"), "text"),
    **dict.fromkeys(("latitude", "longitude"), "double precision"),
    "earth": "cube",
    **dict.fromkeys(("tz", "currency", "price_unit"), "text"),
    **dict.fromkeys(("price_minor", "price_milli"), "bigint"),
    **dict.fromkeys(("amenities", "written", "name_keys", "attributes", "images"), "jsonb"),
    **dict.fromkeys(("capacity", "max_party", "min_nights", "max_nights"), "int"),
    **dict.fromkeys(("starts_at", "ends_at", "changed_at"), "timestamptz"),
    **dict.fromkeys(("sort_kk", "sort_ru", "sort_en", "russian", "english"), "text"),
    "folded": "tsvector",
    "place": "tsvector",
}
_KEY: Final = ("vendor_id", "offer_kind", "offer_id")
_TEXT_ARRAYS: Final = frozenset({"amenities", "written", "name_keys"})


def _value(column: str) -> str:
    if column in _TEXT_ARRAYS:
        return f"array(select jsonb_array_elements_text(r.{column}))"
    if column in ("russian", "english"):
        return f"to_tsvector('{column}', r.{column})"
    return f"r.{column}"


# One statement for any number of rows; ratings and popularity are fed by other events and survive.
_UPSERT: Final = text(
    f"insert into search.listing ({', '.join(_KINDS)}) select {', '.join(map(_value, _KINDS))}"
    " from jsonb_to_recordset(cast(:rows as jsonb)) as r"
    f" ({', '.join(f'{column} {kind}' for column, kind in _KINDS.items())})"
    " on conflict (vendor_id, offer_kind, offer_id) do update set "
    + ", ".join(f"{column} = excluded.{column}" for column in _KINDS if column not in _KEY)
)
_ADD_WORDS: Final = text(
    "insert into search.word (word, near)"
    " select r.word, array(select jsonb_array_elements_text(r.near))"
    " from jsonb_to_recordset(cast(:rows as jsonb)) as r (word text, near jsonb)"
    " order by r.word on conflict (word) do nothing"
)
_ADD_CITIES: Final = text(
    "insert into search.city (key, name, country)"
    " select distinct on (key) key, city, country"
    " from unnest(cast(:keys as text[]), cast(:names as text[]), cast(:countries as text[])) as r (key, city, country)"
    " order by key on conflict (key) do nothing"
)


def _row(listing: Listing, found_by: SearchText, now: datetime) -> dict[str, Any]:  # Any: JSON
    return {
        "vendor_id": listing.vendor_id,
        "offer_kind": listing.offer_kind.value,
        "offer_id": listing.offer_id,
        "venue_id": listing.venue_id,
        "type": listing.type,
        "vertical": listing.vertical,
        "timing": listing.timing,
        "confirmation": listing.confirmation,
        "names": dict(listing.name.texts),
        "venue_name": dict(listing.venue_name.texts),
        "slug": listing.slug,
        "city": listing.city,
        "city_key": listing.city_key,
        "country": listing.country,
        "latitude": listing.latitude,
        "longitude": listing.longitude,
        "earth": listing.earth,
        "tz": listing.tz,
        "currency": listing.currency,
        "price_minor": listing.price_minor,
        "price_milli": listing.price_milli,
        "price_unit": listing.price_unit,
        "amenities": list(listing.amenities),
        "attributes": dict(listing.attributes),
        "capacity": listing.capacity,
        "max_party": listing.max_party,
        "min_nights": listing.min_nights,
        "max_nights": listing.max_nights,
        "starts_at": listing.starts_at.isoformat() if listing.starts_at else None,
        "ends_at": listing.ends_at.isoformat() if listing.ends_at else None,
        "images": list(listing.images),
        "written": list(found_by.written),
        "name_keys": list(found_by.name_keys),
        "folded": found_by.folded,
        "place": found_by.place,
        "russian": found_by.russian,
        "english": found_by.english,
        "changed_at": now.isoformat(),
        **{f"sort_{locale}": key for locale, key in found_by.sort.items()},
    }


async def lock_vendor(tx: Tx, vendor_id: int) -> None:
    """One rebuild of a vendor's listings at a time; the lock ends with the transaction."""
    await tx.execute(
        text("select pg_advisory_xact_lock(hashtextextended('search.listing', :vendor_id))"), {"vendor_id": vendor_id}
    )


async def upsert(tx: Tx, listings: Sequence[Listing], *, now: datetime) -> None:
    """Write listings (a few hundred at once at most), their words and their cities."""
    if not listings:
        return
    texts = [search_text(listing) for listing in listings]
    rows = [_row(listing, found_by, now) for listing, found_by in zip(listings, texts, strict=True)]
    await tx.execute(_UPSERT, {"rows": json.dumps(rows)})
    words = sorted({word for found_by in texts for word in found_by.words})
    near = [{"word": word, "near": near_spellings(word)} for word in words]
    await tx.execute(_ADD_WORDS, {"rows": json.dumps(near)})
    await tx.execute(
        _ADD_CITIES,
        {
            "keys": [listing.city_key for listing in listings],
            "names": [listing.city for listing in listings],
            "countries": [listing.country for listing in listings],
        },
    )


async def remove(tx: Tx, *, vendor_id: int, offer_kind: OfferKind, offer_id: int) -> None:
    """The offer is no longer found; nothing happens if it was not."""
    await tx.execute(
        text("delete from search.listing where vendor_id = :vendor_id and offer_kind = :kind and offer_id = :offer_id"),
        {"vendor_id": vendor_id, "kind": offer_kind.value, "offer_id": offer_id},
    )


async def remove_others(
    tx: Tx, *, vendor_id: int, venue_id: int | None, kept: Mapping[OfferKind, Sequence[int]]
) -> None:
    """Drop all listings of a vendor (or of one venue) except the `kept` offers."""
    await tx.execute(
        text(
            "delete from search.listing where vendor_id = :vendor_id"
            " and (cast(:venue_id as bigint) is null or venue_id = cast(:venue_id as bigint))"
            " and not (offer_kind = 'resource' and offer_id = any(cast(:resources as bigint[])))"
            " and not (offer_kind = 'service' and offer_id = any(cast(:services as bigint[])))"
        ),
        {
            "vendor_id": vendor_id,
            "venue_id": venue_id,
            "resources": list(kept.get(OfferKind.RESOURCE, ())),
            "services": list(kept.get(OfferKind.SERVICE, ())),
        },
    )


async def set_rating(
    tx: Tx, *, vendor_id: int, offer_kind: OfferKind, offer_id: int, rating: float, reviews: int
) -> None:
    """The average of published reviews, 0 to 5, and how many there are."""
    await tx.execute(
        text(
            "update search.listing set rating = :rating, review_count = :reviews"
            " where vendor_id = :vendor_id and offer_kind = :kind and offer_id = :offer_id"
        ),
        {"rating": rating, "reviews": reviews, "vendor_id": vendor_id, "kind": offer_kind.value, "offer_id": offer_id},
    )


async def add_popularity(tx: Tx, *, vendor_id: int, offer_kind: OfferKind, offer_id: int, points: int) -> None:
    """Somebody booked it (points above zero) or took the booking back."""
    await tx.execute(
        text(
            "update search.listing set popularity = greatest(popularity + :points, 0)"
            " where vendor_id = :vendor_id and offer_kind = :kind and offer_id = :offer_id"
        ),
        {"points": points, "vendor_id": vendor_id, "kind": offer_kind.value, "offer_id": offer_id},
    )


async def similar_words(read: ReadTx, words: Sequence[str]) -> dict[str, list[str]]:
    """Known words that each given word may stand for: one letter off (`near`), or of similar shape (trigrams)."""
    near = [spelling for word in words for spelling in near_spellings(word)]
    owner = [n for n, word in enumerate(words) for _ in near_spellings(word)]
    rows = await fetch(
        read,
        # Indexes: word_by_near, word_by_shape; at most 30 rows a word.
        "select q.word as typed, w.word from unnest($1::text[]) with ordinality q (word, n)"
        " cross join lateral (select word from search.word where near && array("
        "   select s from unnest($2::text[], $3::int[]) x (s, o) where o = q.n - 1) limit 60) w"
        " union select q.word, w.word from unnest($1::text[]) q (word) cross join lateral"
        " (select word from search.word where word % q.word order by similarity(word, q.word) desc, word limit 30) w",
        (list(words), near, owner),
    )
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row["typed"], []).append(row["word"])
    return found


async def suggestions(read: ReadTx, readings: Sequence[str], *, limit: int) -> list[Any]:  # Any: asyncpg records
    """Names and cities that begin like one of the readings; listing words by weight A only."""
    return await fetch(
        read,
        # Index: listing_by_folded; the best liked first, names of one venue only once.
        "select l.offer_kind, l.offer_id, l.names, l.venue_name, l.city, l.slug, l.vertical"
        " from (select * from search.listing l where l.folded @@ $1::tsquery"
        " order by l.popularity desc, l.offer_id desc limit 200) l"
        " order by (l.name_keys && $2::text[]) desc, l.popularity desc, l.offer_id desc limit $3::int",
        (tsquery(readings, labels="A"), list(readings), limit),
    )


async def known_cities(read: ReadTx) -> list[tuple[str, str, str]]:
    """Key, name and country of every city with a listing."""
    return [
        (row["key"], row["name"], row["country"])
        for row in await fetch(read, "select key, name, country from search.city order by key", ())
    ]
