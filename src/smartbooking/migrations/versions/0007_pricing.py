"""Rates, price rules, fees, promo codes with their redemptions, and how a vendor is taxed."""

from __future__ import annotations

from smartbooking.migrations.script import execute_script

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

RATES = """
create schema if not exists pricing;

create table pricing.rate (
  vendor_id         bigint not null,
  offer_kind        text not null,
  offer_id          bigint not null,
  currency          text not null,
  unit              text not null,
  per               text not null,
  amount_minor      bigint not null,
  tiers             jsonb not null,
  step_minutes      integer not null,
  free_minutes      integer not null,
  day_cap_minor     bigint,
  day_price_from    time,
  day_price_minor   bigint,
  included_guests   integer,
  extra_adult_minor bigint not null,
  child_bands       jsonb not null,
  early_hour_minor  bigint,
  late_hour_minor   bigint,
  deposit           text not null,
  deposit_value     bigint not null,
  balance_hours     integer not null,
  security_minor    bigint not null,
  security_collect  text not null,
  document_pledge   boolean not null,
  tax_category      text not null,
  version           integer not null,
  updated_at        timestamptz not null,
  constraint rate_pkey primary key (vendor_id, offer_kind, offer_id),
  constraint rate_is_of_a_known_offer check (offer_kind in ('resource', 'service')),
  constraint rate_currency_is_a_code check (currency ~ '^[A-Z]{3}$'),
  constraint rate_unit_is_known check (unit in ('night', 'hour', 'slot', 'session')),
  constraint rate_per_is_known check (per in ('quantity', 'person', 'booking')),
  constraint rate_amount_is_not_negative check (amount_minor >= 0),
  constraint rate_extras_are_not_negative check (extra_adult_minor >= 0 and security_minor >= 0
    and coalesce(day_cap_minor, 0) >= 0 and coalesce(day_price_minor, 0) >= 0
    and coalesce(early_hour_minor, 0) >= 0 and coalesce(late_hour_minor, 0) >= 0),
  constraint rate_day_price_is_whole check ((day_price_from is null) = (day_price_minor is null)),
  constraint rate_steps_are_minutes check (step_minutes between 1 and 1440 and free_minutes between 0 and 1440),
  constraint rate_deposit_is_known check (
    deposit in ('none', 'percent', 'fixed', 'first_hour', 'first_night', 'first_day', 'full')),
  constraint rate_deposit_value_fits check (
    deposit_value >= 0 and (deposit <> 'percent' or deposit_value <= 10000)),
  constraint rate_balance_hours_fit check (balance_hours between 0 and 8760),
  constraint rate_security_collect_is_known check (security_collect in ('now', 'on_site')),
  constraint rate_version_is_positive check (version > 0)
);

create table pricing.price_rule (
  vendor_id  bigint not null,
  id         bigint not null generated always as identity,
  offer_kind text,
  offer_id   bigint,
  name       jsonb not null,
  position   integer not null,
  effect     text not null,
  value      bigint not null,
  compounds  boolean not null,
  group_name text,
  stops      boolean not null,
  active     boolean not null,
  conditions jsonb not null,
  version    integer not null,
  updated_at timestamptz not null,
  constraint price_rule_pkey primary key (vendor_id, id),
  constraint price_rule_offer_is_whole check ((offer_kind is null) = (offer_id is null)),
  constraint price_rule_is_of_a_known_offer check (offer_kind in ('resource', 'service')),
  constraint price_rule_effect_is_known check (effect in ('percent', 'fixed', 'price')),
  constraint price_rule_value_fits check (
    (effect <> 'percent' or value between -10000 and 100000) and (effect <> 'price' or value >= 0)),
  constraint price_rule_version_is_positive check (version > 0)
);

create table pricing.fee (
  vendor_id   bigint not null,
  id          bigint not null generated always as identity,
  offer_kind  text,
  offer_id    bigint,
  kind        text not null,
  name        jsonb not null,
  basis       text not null,
  value       bigint not null,
  currency    text not null,
  adults_only boolean not null,
  taxable     boolean not null,
  collect     text not null,
  active      boolean not null,
  version     integer not null,
  updated_at  timestamptz not null,
  constraint fee_pkey primary key (vendor_id, id),
  constraint fee_offer_is_whole check ((offer_kind is null) = (offer_id is null)),
  constraint fee_is_of_a_known_offer check (offer_kind in ('resource', 'service')),
  constraint fee_kind_is_known check (kind in ('cleaning', 'service', 'tourist', 'other')),
  constraint fee_basis_is_known check (
    basis in ('booking', 'quantity', 'night', 'person', 'person_night', 'percent')),
  constraint fee_value_fits check (value >= 0 and (basis <> 'percent' or value <= 10000)),
  constraint fee_currency_is_a_code check (currency ~ '^[A-Z]{3}$'),
  constraint fee_collect_is_known check (collect in ('now', 'on_site')),
  constraint fee_version_is_positive check (version > 0)
);

create table pricing.tax_setting (
  vendor_id  bigint not null,
  regime     text not null,
  inclusive  boolean not null,
  updated_at timestamptz not null,
  constraint tax_setting_pkey primary key (vendor_id)
);
"""
PROMOS = """
create table pricing.promo_code (
  vendor_id          bigint not null,
  id                 bigint not null generated always as identity,
  code               text not null,
  effect             text not null,
  value              bigint not null,
  currency           text not null,
  max_discount_minor bigint,
  minimum_minor      bigint not null,
  budget_minor       bigint,
  spent_minor        bigint not null default 0,
  max_redemptions    integer,
  redeemed           integer not null default 0,
  per_customer       integer,
  valid_from         timestamptz,
  valid_until        timestamptz,
  stay_from          date,
  stay_until         date,
  offers             jsonb not null,
  active             boolean not null,
  version            integer not null,
  updated_at         timestamptz not null,
  constraint promo_code_pkey primary key (vendor_id, id),
  constraint promo_code_is_unique_in_vendor unique (vendor_id, code),
  constraint promo_code_is_upper_case check (code = upper(code) and code ~ '^[^[:space:]]{2,40}$'),
  constraint promo_effect_is_known check (effect in ('percent', 'fixed')),
  constraint promo_value_fits check (value > 0 and (effect <> 'percent' or value <= 10000)),
  constraint promo_currency_is_a_code check (currency ~ '^[A-Z]{3}$'),
  constraint promo_limits_are_not_negative check (minimum_minor >= 0 and coalesce(max_discount_minor, 0) >= 0),
  constraint promo_stays_within_its_budget check (spent_minor >= 0 and spent_minor <= budget_minor),
  constraint promo_is_not_used_too_often check (redeemed >= 0 and redeemed <= max_redemptions),
  constraint promo_per_customer_is_small check (per_customer between 1 and 1000),
  constraint promo_window_has_a_length check (valid_from < valid_until),
  constraint promo_stays_have_a_length check (stay_from < stay_until),
  constraint promo_version_is_positive check (version > 0)
);

create table pricing.promo_redemption (
  vendor_id      bigint not null,
  booking_id     uuid not null,
  promo_id       bigint not null,
  customer_key   text not null,
  customer_slot  integer not null,
  discount_minor bigint not null,
  redeemed_at    timestamptz not null,
  released_at    timestamptz,
  constraint promo_redemption_pkey primary key (vendor_id, booking_id),
  constraint redemption_is_of_a_promo_code foreign key (vendor_id, promo_id)
    references pricing.promo_code (vendor_id, id),
  constraint redemption_takes_something_off check (discount_minor >= 0),
  constraint redemption_slot_is_positive check (customer_slot > 0)
);
-- A customer's n-th use of a code exists once: the limit holds even if two servers count at the same moment.
create unique index one_redemption_per_customer_slot on pricing.promo_redemption
  (vendor_id, promo_id, customer_key, customer_slot) where released_at is null;
"""

# Prices count as rules: what is remembered under the vendor's stamp is read anew after any change.
STAMPS = """
do $$
declare
  watched text;
begin
  foreach watched in array array['pricing.rate', 'pricing.price_rule', 'pricing.fee', 'pricing.tax_setting'] loop
    execute format('create trigger prices_changed after insert or update or delete on %s
                    for each row execute function availability.touch_stamp(''vendor_id'')', watched);
  end loop;
end $$;
"""


def upgrade() -> None:
    execute_script(RATES)
    execute_script(PROMOS)
    execute_script(STAMPS)
