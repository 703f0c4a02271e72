-- When offers are open and by which rules they are booked. `owner` is a venue, a resource or a service; what an
-- offer does not say is taken from its venue. Hours are minutes after midnight in wall time; 22:00-02:00 is [1320,1560).

create table availability.booking_rules (
  vendor_id bigint not null,
  owner     text   not null constraint rules_owner_is_known check (owner in ('venue', 'resource', 'service')),
  owner_id  bigint not null,
  min_notice_minutes    int constraint notice_is_at_most_a_year check (min_notice_minutes between 0 and 525600),
  horizon_days          int constraint horizon_is_at_most_two_years check (horizon_days between 0 and 730),
  step_minutes          int constraint grid_is_between_five_minutes_and_a_day check (step_minutes between 5 and 1440),
  min_minutes           int,
  max_minutes           int,
  duration_step_minutes int,
  min_nights            int,
  max_nights            int,
  no_arrival_weekdays   smallint[],
  no_departure_weekdays smallint[],
  max_quantity          int,
  per_day_limit         int,
  active_limit          int,
  pad_before_minutes    int,
  pad_after_minutes     int,
  primary key (vendor_id, owner, owner_id),
  constraint lengths_are_in_order check (min_minutes > 0 and max_minutes >= coalesce(min_minutes, 1)),
  constraint stays_are_in_order check (min_nights > 0 and max_nights >= coalesce(min_nights, 1)),
  constraint limits_are_positive check (
    duration_step_minutes > 0 and max_quantity > 0 and per_day_limit > 0 and active_limit > 0),
  constraint pads_are_at_most_a_week check (
    pad_before_minutes between 0 and 10080 and pad_after_minutes between 0 and 10080)
);

create table availability.stay_restriction (
  vendor_id    bigint not null,
  id           bigint generated always as identity,
  owner        text   not null constraint restriction_owner_is_known check (owner in ('venue', 'resource', 'service')),
  owner_id     bigint not null,
  valid_from   date   not null,
  valid_until  date   not null,
  weekdays     smallint[] not null default '{}',
  min_nights   int,
  max_nights   int,
  no_arrival   boolean not null default false,
  no_departure boolean not null default false,
  primary key (vendor_id, id),
  constraint restriction_covers_a_date check (valid_from < valid_until),
  constraint restricted_stays_are_in_order check (min_nights > 0 and max_nights >= coalesce(min_nights, 1))
);
create index restriction_by_owner on availability.stay_restriction (vendor_id, owner, owner_id);

create table availability.season (
  vendor_id   bigint   not null,
  owner       text     not null constraint season_owner_is_known check (owner in ('venue', 'resource', 'service')),
  owner_id    bigint   not null,
  number      smallint not null,
  valid_from  date,
  valid_until date,
  primary key (vendor_id, owner, owner_id, number),
  constraint season_covers_a_date check (valid_from < valid_until)
);

create table availability.weekly_hours (
  vendor_id bigint   not null,
  owner     text     not null,
  owner_id  bigint   not null,
  season    smallint not null,
  weekday   smallint not null constraint weekday_is_iso check (weekday between 1 and 7),
  hours     int4multirange not null constraint weekly_hours_fit_two_days check (
              isempty(hours) or (lower(hours) >= 0 and upper(hours) <= 2880)),
  primary key (vendor_id, owner, owner_id, season, weekday),
  constraint hours_belong_to_a_season foreign key (vendor_id, owner, owner_id, season)
    references availability.season (vendor_id, owner, owner_id, number) on delete cascade
);

create table availability.special_day (
  vendor_id bigint not null,
  owner     text   not null constraint special_day_owner_is_known check (owner in ('venue', 'resource', 'service')),
  owner_id  bigint not null,
  day       date   not null,
  hours     int4multirange not null constraint special_hours_fit_two_days check (
              isempty(hours) or (lower(hours) >= 0 and upper(hours) <= 2880)),
  note      text   not null default '',
  primary key (vendor_id, owner, owner_id, day)
);

-- `holiday` is a code of the country's holiday pack, '*' the rule for all that are not named.
create table availability.holiday_policy (
  vendor_id    bigint not null,
  owner        text   not null constraint holiday_policy_owner_is_known check (owner in ('venue', 'resource', 'service')),
  owner_id     bigint not null,
  holiday      text   not null,
  mode         text   not null constraint holiday_mode_is_known check (mode in ('open', 'closed', 'special')),
  hours        int4multirange not null constraint holiday_hours_fit_two_days check (
                 isempty(hours) or (lower(hours) >= 0 and upper(hours) <= 2880)),
  follow_swaps boolean not null default false,
  primary key (vendor_id, owner, owner_id, holiday)
);

-- A closure is a promise of the vendor in wall time; its blocks in the ledger say 'closure <id>' as their reason.
create table availability.closure (
  vendor_id    bigint      not null,
  id           uuid        not null default uuidv7(),
  venue_id     bigint      not null,
  resource_ids bigint[]    not null constraint closure_shuts_a_resource check (cardinality(resource_ids) > 0),
  starts       timestamp   not null,
  ends         timestamp   not null,
  reason       text        not null default '' constraint closure_reason_is_short check (length(reason) <= 200),
  created_by   text        not null,
  created_at   timestamptz not null default now(),
  primary key (vendor_id, id),
  constraint closure_lasts_some_time check (starts < ends)
);
create index closure_by_end on availability.closure (vendor_id, ends);

-- Counts only while the booking has live claims, so that a cancelled or expired one stops counting by itself.
-- `customer` is an account, or the name-based uuid of a phone number or an e-mail address: guests count by these.
create table availability.customer_visit (
  vendor_id  bigint not null,
  booking_id uuid   not null,
  line       int    not null,
  customer   uuid   not null,
  offer      text   not null constraint visit_offer_is_known check (offer in ('resource', 'service')),
  offer_id   bigint not null,
  day        date   not null,
  ends       timestamptz not null,
  primary key (vendor_id, booking_id, line, customer)
);
create index visit_by_customer on availability.customer_visit (vendor_id, customer, offer, offer_id);
create index visit_by_end on availability.customer_visit (ends);
