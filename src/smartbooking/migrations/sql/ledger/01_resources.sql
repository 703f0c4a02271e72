-- The ledger, part 1: what can be booked.
--
--   resource       capacity and grain of everything bookable         written by the trigger on catalog.resource
--   claim          the truth: who takes how many places, and when    the only table the application writes
--   calendar       pages of counters, one per cell of time           written by the claim triggers alone
--   full_days      a ring of bits for search, one per day            written by the claim triggers alone
--   claim_history  claims whose time has long passed                 written by availability.prune() alone
--
-- The CHECK `no_oversell` on calendar decides every booking, at any isolation level, from any writer.
-- Order of locks, everywhere: claim rows, then resources by id, then pages. Nothing waits against that order.

create schema if not exists availability;

-- `grain` is the number of seconds one cell lasts, and makes one mechanism of three ways to sell time:
--   86400  nights: plain dates, so no time zone ever enters the database
--       0  a session: one single cell, whenever it happens
--   other  slots: cells of UTC time (300 = five minutes)
create table availability.resource (
  vendor_id      bigint not null,
  id             bigint not null,
  capacity       int    not null,
  grain          int    not null,
  page_size      int    not null generated always as (
                   case grain when 0 then 1 when 86400 then 32 else 86400 / grain end) stored,
  pad_before     int    not null default 0,       -- seconds of preparation kept free, rounded up to cells
  pad_after      int    not null default 0,       -- seconds of cleaning up, likewise
  accepts_claims boolean not null default true,   -- false when archived: what is sold stays, nothing new comes
  closed_cells   int    not null default 0,       -- cells below this one have moved to history

  primary key (vendor_id, id),
  constraint resource_capacity_is_unique_key unique (vendor_id, id, capacity),
  -- Counters saturate at 32767, so the largest capacity stays one below.
  constraint capacity_fits_the_counters check (capacity between 0 and 32766),
  constraint grain_divides_the_day check (
    case when grain = 0 then true when grain < 60 then false else 86400 % grain = 0 end),
  constraint pads_stay_below_a_month check (
    pad_before between 0 and 2592000 and pad_after between 0 and 2592000)
);

-- Spans are half-open, finite, and within the years the counters can number.
create domain availability.instants as tstzrange
  constraint span_is_finite check (value is null or (
    not lower_inf(value) and not upper_inf(value) and lower_inc(value) and not upper_inc(value)
    and lower(value) >= '2000-01-01 00:00+00' and upper(value) <= '2100-01-01 00:00+00'));

create domain availability.nights as daterange
  constraint span_is_finite check (value is null or (
    not lower_inf(value) and not upper_inf(value) and not isempty(value)
    and lower(value) >= '2000-01-01' and upper(value) <= '2100-01-01'));
