-- The ledger, part 2: claims, the truth from which everything else follows.
--
-- The verbs are plain SQL, and one statement is atomic whatever the order of its rows:
--   hold      insert .. kind 'hold', expires_at       23514 no_oversell: no room
--   extend    update .. set expires_at                0 rows: the hold was lost
--   confirm   update .. set kind = 'allocation', expires_at = null where kind = 'hold'     likewise
--   move      update .. set resource_id, during, nights, quantity
--   cancel    delete                                  the story is kept by bookings
--   block     insert .. kind 'block'
--
-- An expired hold still counts until somebody deletes it under the lock of its resource: clocks choose what may
-- die, never who wins.

create table availability.claim (
  vendor_id   bigint not null,
  id          uuid   not null default uuidv7(),
  resource_id bigint not null,
  kind        text   not null default 'hold',
  booking_id  uuid,
  line        int,                                -- line of the booking the claim belongs to
  party       int,                                -- how many people come; places taken are `quantity`
  quantity    int    not null default 1,
  expires_at  timestamptz,
  during      availability.instants,
  nights      availability.nights,
  reason      text,
  created_at  timestamptz not null default statement_timestamp(),
  -- Set by the trigger: what is really taken, pads included, and in which unit it is counted.
  grain       int       not null,
  cells       int4range not null,

  -- There is no foreign key to resource: guard() locks the resource anyway, and checks there.
  primary key (vendor_id, id),
  constraint claim_is_a_hold_an_allocation_or_a_block check (kind in ('hold', 'allocation', 'block')),
  constraint claim_has_the_fields_of_its_kind check (case kind
    when 'hold'       then booking_id is not null and expires_at is not null and reason is null
    when 'allocation' then booking_id is not null and expires_at is null and reason is null
    else                   booking_id is null and expires_at is null end),
  constraint quantity_is_positive check (quantity between 1 and 32766),
  constraint party_is_positive check (party > 0),
  constraint expiry_is_finite check (isfinite(expires_at)),
  constraint reason_is_short check (length(reason) <= 500),
  constraint span_fits_grain check (case grain
    when 86400 then nights is not null
    else during is not null and nights is null end),
  -- A year of five-minute cells is 365 pages under one lock; longer closures are several blocks.
  constraint claim_is_not_too_long check (
    upper(nights) - lower(nights) <= 731 and upper(during) - lower(during) <= interval '400 days'),
  constraint cells_are_counted_from_2000 check (lower(cells) >= 0)
);

create index claim_by_expiry   on availability.claim (vendor_id, resource_id, expires_at) where kind = 'hold';
create index claim_by_resource on availability.claim (vendor_id, resource_id, upper(cells));
create index claim_by_booking  on availability.claim (vendor_id, booking_id) where booking_id is not null;

create table availability.claim_history (
  vendor_id   bigint not null,
  id          uuid   not null,
  resource_id bigint not null,
  kind        text   not null,
  booking_id  uuid,
  line        int,
  party       int,
  quantity    int    not null,
  during      tstzrange,
  nights      daterange,
  reason      text,
  created_at  timestamptz not null,
  grain       int       not null,
  cells       int4range not null,
  closed_at   timestamptz not null default statement_timestamp(),
  primary key (vendor_id, id)
);

create index claim_history_by_booking on availability.claim_history (vendor_id, booking_id)
  where booking_id is not null;
