"""Listings for tests, with keyword defaults; nothing but search's own tables."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from smartbooking.catalog import service as catalog
from smartbooking.kernel.text import Localized
from smartbooking.search.domain.listing import Listing, OfferKind

HERE: Final = Path(__file__).parent
PLAIN: Final = Listing(
    vendor_id=1,
    offer_kind=OfferKind.RESOURCE,
    offer_id=1,
    venue_id=1,
    type="hotel",
    vertical="hotel",
    timing="nights",
    confirmation="instant",
    name=Localized({}),
    venue_name=Localized({}),
    description=Localized({}),
    kind_words=(),
    city="Алматы",
    address="",
    country="KZ",
    latitude=43.24,
    longitude=76.92,
    tz="Asia/Almaty",
    currency="KZT",
    price_minor=1_500_000,
    price_milli=15_000_000,
    price_unit="night",
    capacity=3,
    max_party=2,
)


def listing(number: int, ru: str = "", **changes: Any) -> Listing:
    """One listing; `ru` is its Russian name, `price` (major units) sets both scales."""
    if "price" in changes:
        price = changes.pop("price")
        changes |= {"price_minor": price and price * 100, "price_milli": price and price * 1000}
    if ru:
        changes.setdefault("name", Localized({"ru": ru}))
    return replace(PLAIN, offer_id=number, **changes)


def rows(name: str) -> list[dict[str, str]]:
    """A golden file: fields divided by `|`."""
    with (HERE / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="|", quoting=csv.QUOTE_NONE))


def kind_words(vertical: str) -> tuple[str, ...]:
    """What the catalog calls that vertical and its resources."""
    known = catalog.verticals().get({"court": "sauna"}.get(vertical, vertical))
    if known is None:
        return ()
    return (*known.label.texts.values(), *known.resource_label.texts.values())


def golden_listings() -> list[Listing]:
    """The names of the golden set as listings, numbered from 1."""
    return [
        listing(
            number,
            vertical=row["vertical"],
            name=Localized({"kk": row["kk"], "ru": row["ru"], "en": row["en"]}),
            city=row["city"],
            kind_words=kind_words(row["vertical"]),
        )
        for number, row in enumerate(rows("golden_names.csv"), 1)
    ]
