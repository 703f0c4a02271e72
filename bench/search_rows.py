"""A big catalogue for measuring search: names from word lists in three languages, places, prices, busy days."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from functools import lru_cache

import asyncpg

from smartbooking.kernel.text import Localized
from smartbooking.search.domain.listing import Listing, OfferKind, SearchText, search_text
from smartbooking.search.domain.synonyms import synonyms
from smartbooking.search.domain.typos import near_spellings

# (kk, ru, en) of the same thing: what a query names in one language must be found in the others.
KINDS = [
    ("қонақүйі", "гостиница", "hotel"), ("моншасы", "сауна", "sauna"), ("шаштаразы", "барбершоп", "barbershop"),
    ("емханасы", "клиника", "clinic"), ("мейрамханасы", "ресторан", "restaurant"), ("пәтері", "квартира", "apartment"),
    ("бассейні", "бассейн", "pool"), ("коворкингі", "коворкинг", "coworking"), ("корты", "корт", "court"),
    ("хостелі", "хостел", "hostel"), ("студиясы", "студия", "studio"), ("залы", "зал", "hall"),
]  # fmt: skip
FIRST = [
    ("Алтын", "Золотой", "Golden"), ("Күміс", "Серебряный", "Silver"), ("Көк", "Синий", "Blue"),
    ("Жасыл", "Зелёный", "Green"), ("Үлкен", "Большой", "Grand"), ("Тыныш", "Тихий", "Quiet"),
    ("Жаңа", "Новый", "New"), ("Ескі", "Старый", "Old"), ("Шығыс", "Восточный", "Eastern"),
    ("Солтүстік", "Северный", "Northern"), ("Ақ", "Белый", "White"), ("Қызыл", "Красный", "Red"),
    ("Бақытты", "Счастливый", "Happy"), ("Жылы", "Тёплый", "Warm"), ("Таулы", "Горный", "Mountain"),
    ("Жұлдызды", "Звёздный", "Starry"),
]  # fmt: skip
SECOND = [
    ("Арман", "Арман", "Arman"), ("Отырар", "Отырар", "Otyrar"), ("Сарыарқа", "Сарыарка", "Saryarka"),
    ("Дала", "Степь", "Steppe"), ("Бұлақ", "Родник", "Spring"), ("Қыран", "Беркут", "Eagle"),
    ("Самал", "Самал", "Samal"), ("Жайлау", "Жайлау", "Zhailau"), ("Керуен", "Караван", "Caravan"),
    ("Тұлпар", "Тулпар", "Tulpar"), ("Айдын", "Айдын", "Aidyn"), ("Шаңырақ", "Шанырак", "Shanyrak"),
    ("Қала", "Город", "City"), ("Өзен", "Река", "River"), ("Теңіз", "Море", "Sea"), ("Аспан", "Небо", "Sky"),
    ("Орман", "Лес", "Forest"), ("Бәйтерек", "Байтерек", "Baiterek"), ("Жібек", "Шёлк", "Silk"),
    ("Наурыз", "Наурыз", "Nauryz"), ("Көктем", "Весна", "Springtime"), ("Алма", "Яблоко", "Apple"),
    ("Жетісу", "Жетысу", "Zhetysu"), ("Мұхит", "Океан", "Ocean"), ("Достық", "Дружба", "Friendship"),
    ("Ырыс", "Ырыс", "Yrys"), ("Мерей", "Мерей", "Merei"), ("Сұңқар", "Сокол", "Falcon"),
    ("Жаңғақ", "Орех", "Walnut"), ("Қайың", "Берёза", "Birch"), ("Аққу", "Лебедь", "Swan"),
    ("Бүркіт", "Орёл", "Berkut"),
]  # fmt: skip
SUFFIX = ["", "", "", "Плюс", "Люкс", "Парк", "Сити", "Хаус", "Центр", "Тауэр", "Резиденс", "Инн"]
TYPES = {
    "hotel": ("hotel", "nights", "night"),
    "other": ("hotel", "nights", "night"),
    "clinic": ("appointment", "slots", "slot"),
}
AMENITIES = ["wifi", "parking", "pool", "breakfast", "sauna", "kitchen", "pets", "gym", "tv", "heating"]
_CENTRES = {"Алматы": (43.24, 76.92), "Астана": (51.16, 71.43), "Шымкент": (42.32, 69.59)}


def concept_name(number: int) -> tuple[tuple[int, int, int], tuple[str, str, str]]:
    """The number'th name: which words it is made of, and how it reads in kk, ru and en."""
    chooser = random.Random(number)
    first, second, kind = chooser.randrange(len(FIRST)), chooser.randrange(len(SECOND)), chooser.randrange(len(KINDS))
    suffix, mark = chooser.choice(SUFFIX), str(chooser.randrange(1, 400)) if chooser.random() < 0.3 else ""
    read = tuple(
        " ".join(part for part in (FIRST[first][n], SECOND[second][n], KINDS[kind][n], suffix, mark) if part)
        for n in range(3)
    )
    return (first, second, kind), (read[0], read[1], read[2])


def cities() -> list[str]:
    """Names of the known cities, big ones more often."""
    known = sorted({city.names["ru"] for city in synonyms().cities.values()})
    return [*known, *["Алматы"] * 12, *["Астана"] * 9, *["Шымкент"] * 5]


@lru_cache(maxsize=120_000)
def _texts(number: int, city: str) -> tuple[Listing, SearchText]:
    _, (kk, ru, en) = concept_name(number)
    vertical = ("hotel", "other", "clinic")[number % 10 // 6 + (number % 10 == 9)]
    kind, timing, unit = TYPES[vertical]
    made = Listing(
        vendor_id=1, offer_kind=OfferKind.RESOURCE, offer_id=number, venue_id=1, type=kind, vertical=vertical,
        timing=timing, confirmation="instant", name=Localized({"kk": kk, "ru": ru, "en": en}),
        venue_name=Localized({"ru": ru.split()[0] + " " + city}), description=Localized({}), kind_words=(),
        city=city, address="", country="KZ", latitude=None, longitude=None, tz="Asia/Almaty", currency="KZT",
        price_minor=None, price_milli=None, price_unit=unit, capacity=1, max_party=2,
    )  # fmt: skip
    return made, search_text(made)


def rows(count: int, distinct: int, seed: int = 7) -> Iterator[dict[str, object]]:
    """Listing rows as JSON values; `distinct` names are shared by all of them."""
    chooser, places = random.Random(seed), cities()
    city_of = [chooser.choice(places) for _ in range(distinct)]
    for number in range(1, count + 1):
        base = number % distinct
        listing, text = _texts(base, city_of[base])
        latitude, longitude = _CENTRES.get(listing.city, (48.0 + len(listing.city), 60.0 + len(listing.city) * 2))
        price = chooser.randrange(20, 900) * 100_000
        yield {
            "vendor_id": number // 3 + 1, "offer_kind": "resource", "offer_id": number, "venue_id": number // 2 + 1,
            "type": listing.type, "vertical": listing.vertical, "timing": listing.timing,
            "confirmation": chooser.choice(("instant", "instant", "request")), "names": dict(listing.name.texts),
            "venue_name": dict(listing.venue_name.texts), "slug": listing.slug, "city": listing.city,
            "city_key": listing.city_key, "country": "KZ", "latitude": latitude + chooser.gauss(0, 0.05),
            "longitude": longitude + chooser.gauss(0, 0.07), "tz": "Asia/Almaty", "currency": "KZT",
            "price_minor": price, "price_milli": price * 10, "price_unit": listing.price_unit,
            "rating": round(chooser.triangular(3, 5, 4.6), 2), "review_count": int(chooser.paretovariate(0.8)),
            "popularity": int(chooser.paretovariate(0.6) * 10) % 1_000_000, "amenities": chooser.sample(AMENITIES, 4),
            "capacity": chooser.choice((1, 1, 4, 12)), "max_party": chooser.choice((1, 2, 2, 4, 6)),
            "written": text.written, "name_keys": text.name_keys, "folded": text.folded, "place": text.place,
            "russian": text.russian,
            "english": text.english, **{f"sort_{locale}": key for locale, key in text.sort.items()},
        }  # fmt: skip


_INSERT = """
insert into search.listing (vendor_id, offer_kind, offer_id, venue_id, type, vertical, timing, confirmation, names,
  venue_name, slug, city, city_key, country, latitude, longitude, earth, tz, currency, price_minor, price_milli,
  price_unit, rating, review_count, popularity, amenities, attributes, capacity, max_party, images,
  sort_kk, sort_ru, sort_en, written, name_keys, folded, place, russian, english, changed_at)
select (r->>'vendor_id')::bigint, r->>'offer_kind', (r->>'offer_id')::bigint, (r->>'venue_id')::bigint, r->>'type',
  r->>'vertical', r->>'timing', r->>'confirmation', r->'names', r->'venue_name', r->>'slug', r->>'city', r->>'city_key',
  r->>'country', (r->>'latitude')::float8, (r->>'longitude')::float8,
  cube(array[6371.0088 * cos(radians((r->>'latitude')::float8)) * cos(radians((r->>'longitude')::float8)),
    6371.0088 * cos(radians((r->>'latitude')::float8)) * sin(radians((r->>'longitude')::float8)),
    6371.0088 * sin(radians((r->>'latitude')::float8))]),
  r->>'tz', r->>'currency', (r->>'price_minor')::bigint, (r->>'price_milli')::bigint, r->>'price_unit',
  (r->>'rating')::real, (r->>'review_count')::int, (r->>'popularity')::bigint,
  array(select jsonb_array_elements_text(r->'amenities')), '{}', (r->>'capacity')::int, (r->>'max_party')::int, '[]',
  r->>'sort_kk', r->>'sort_ru', r->>'sort_en', array(select jsonb_array_elements_text(r->'written')),
  array(select jsonb_array_elements_text(r->'name_keys')), (r->>'folded')::tsvector, (r->>'place')::tsvector,
  to_tsvector('russian', r->>'russian'), to_tsvector('english', r->>'english'), now()
from jsonb_array_elements($1::jsonb) r
"""
# A quarter of all days full, in runs: one random bit a week, and two of those at once.
_LEDGER = """
set session_replication_role = replica;
insert into availability.resource (vendor_id, id, capacity, grain)
  select vendor_id, offer_id, capacity, case timing when 'nights' then 86400 else 900 end from search.listing;
insert into availability.full_days (vendor_id, resource_id, first_day, ring)
  select vendor_id, offer_id, availability.today() - 1,
    (select string_agg(case when random() < 0.12 then '1111111' when random() < 0.15 then '0011000'
      else '0000000' end, '')
     || '00000' from generate_series(1, 109) where offer_id > 0)::bit(768)
  from search.listing;
set session_replication_role = origin;
"""


async def fill(url: str, count: int, *, distinct: int = 100_000) -> None:
    """Write `count` listings with their ledger rows into an empty, migrated database (owner login)."""
    connection = await asyncpg.connect(url)
    batch: list[dict[str, object]] = []
    words: set[str] = set()
    for row in rows(count, min(distinct, count)):
        batch.append(row)
        words.update(part.split(":")[0] for part in str(row["folded"]).split())
        if len(batch) == 2_000:
            await connection.execute(_INSERT, json.dumps(batch))
            batch.clear()
    if batch:
        await connection.execute(_INSERT, json.dumps(batch))
    await connection.executemany(
        "insert into search.word (word, near) values ($1, $2)",
        [(word, list(near_spellings(word))) for word in sorted(words)],
    )
    await connection.execute(_LEDGER)
    await connection.execute("vacuum analyze search.listing")
    await connection.execute("vacuum analyze availability.full_days")
    await connection.execute("analyze")
    await connection.close()
