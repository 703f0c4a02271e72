"""Search's read model: one narrow listing row per bookable offer, the words it knows, the cities it has seen."""

from __future__ import annotations

from smartbooking.migrations.script import execute_script

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TABLES = """
create schema if not exists search;

-- Rebuilt from catalog, vendors and pricing at any time: nothing here is truth, nothing references it.
create table search.listing (
  vendor_id    bigint not null,
  offer_kind   text   not null,
  offer_id     bigint not null,
  venue_id     bigint not null,
  type         text   not null,
  vertical     text   not null,
  timing       text   not null,
  confirmation text   not null,
  names        jsonb  not null,
  venue_name   jsonb  not null,
  slug         text   not null,
  city         text   not null,
  city_key     text   not null,
  country      text   not null,
  latitude     double precision,
  longitude    double precision,
  earth        cube,                        -- point on a sphere in km: one index for radius and exact nearness
  tz           text   not null,
  currency     text   not null,
  price_minor  bigint,
  price_milli  bigint,                      -- thousandths of the major unit: comparable whatever the decimals
  price_unit   text   not null,
  rating       real   not null default 0,
  review_count int    not null default 0,
  popularity   bigint not null default 0,
  amenities    text[] not null,
  attributes   jsonb  not null,
  capacity     int    not null,
  max_party    int,
  min_nights   int,
  max_nights   int,
  starts_at    timestamptz,
  ends_at      timestamptz,
  images       jsonb  not null,
  sort_kk      text collate "C" not null,
  sort_ru      text collate "C" not null,
  sort_en      text collate "C" not null,
  written      text[] not null,             -- names as people write them, lower case: exact language match ranks first
  name_keys    text[] not null,             -- names folded
  folded       tsvector not null,           -- own folding key; weight A name, B venue, C place, D kind and synonyms
  place        tsvector not null,           -- words of city, address and venue: statistics of their own
  russian      tsvector not null,
  english      tsvector not null,
  changed_at   timestamptz not null,
  constraint listing_of_one_offer primary key (vendor_id, offer_kind, offer_id),
  constraint listing_is_of_a_resource_or_a_service check (offer_kind in ('resource', 'service')),
  constraint listing_has_whole_point check ((latitude is null) = (longitude is null)),
  constraint session_listing_has_times check ((timing = 'session') = (starts_at is not null)),
  constraint listing_price_in_both_scales check ((price_minor is null) = (price_milli is null))
);
create index listing_by_venue on search.listing (vendor_id, venue_id);
create index listing_by_popularity on search.listing (popularity desc, offer_id desc);
create index listing_by_price on search.listing (price_milli, offer_id desc);
create index listing_by_rating on search.listing (rating desc, review_count desc, offer_id desc);
create index listing_by_city_popularity on search.listing (city_key, popularity desc, offer_id desc);
create index listing_by_city_price on search.listing (city_key, price_milli, offer_id desc);
create index listing_by_city_rating on search.listing (city_key, rating desc, review_count desc, offer_id desc);
-- Totals and facets of a city are counted from this index alone: its rows lie together, those of the table do not.
create index listing_counted on search.listing (city_key) include (vertical, timing, offer_kind, vendor_id, offer_id,
  type, confirmation, city, tz, price_milli, currency, rating, amenities, capacity, max_party, min_nights, max_nights,
  starts_at, ends_at);
create index listing_by_start on search.listing (starts_at) where starts_at is not null;
create index listing_by_name_kk on search.listing (sort_kk, offer_id desc);
create index listing_by_name_ru on search.listing (sort_ru, offer_id desc);
create index listing_by_name_en on search.listing (sort_en, offer_id desc);
create index listing_by_folded on search.listing using gin (folded) with (fastupdate = off);
create index listing_by_place on search.listing using gin (place) with (fastupdate = off);
create index listing_by_russian on search.listing using gin (russian) with (fastupdate = off);
create index listing_by_english on search.listing using gin (english) with (fastupdate = off);
create index listing_by_amenities on search.listing using gin (amenities) with (fastupdate = off);
create index listing_by_earth on search.listing using gist (earth);
alter table search.listing alter column folded set statistics 400;

-- Every folded word of every listing: misspelt words of a query are put right against these, not against rows.
create table search.word (
  word text primary key,
  near text[] not null                      -- the word and its spellings with one letter left out
);
create index word_by_near on search.word using gin (near) with (fastupdate = off);
create index word_by_shape on search.word using gin (word gin_trgm_ops) with (fastupdate = off);

create table search.city (
  key     text primary key,
  name    text not null,
  country text not null
);
"""


def upgrade() -> None:
    execute_script(TABLES)


def downgrade() -> None:
    execute_script("drop schema search cascade;")
