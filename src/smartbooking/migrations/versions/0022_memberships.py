"""Memberships: plans, who holds one, what happened to it, and the bookings it made a price for."""

from __future__ import annotations

from smartbooking.migrations.script import execute_script

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

TABLES = """
create table value.plan (
  vendor_id bigint not null,
  id uuid not null,
  name jsonb not null,
  currency text not null,
  price_minor bigint not null,
  period text not null,
  grace_days int not null,
  freeze_days int not null,
  monthly_limit int,
  on_sale boolean not null,
  version int not null default 1,
  created_at timestamptz not null,
  constraint plan_pkey primary key (vendor_id, id),
  constraint plan_period_is_known check (period in ('month', 'quarter', 'year')),
  constraint plan_currency_is_a_code check (currency ~ '^[A-Z]{3}$'),
  constraint plan_numbers_fit check (
    price_minor >= 0 and grace_days between 0 and 31 and freeze_days between 0 and 184 and monthly_limit > 0)
);

create table value.membership (
  vendor_id bigint not null,
  id uuid not null,
  plan_id uuid not null,
  code_hash bytea,
  tail text,
  holder_name text,
  holder_phone text,
  holder_email text,
  user_id uuid,
  valid_from date not null,
  valid_until date not null,
  frozen_from date,
  frozen_until date,
  frozen_days int not null default 0,
  ended_on date,
  note text not null default '',
  sold_at timestamptz not null,
  version int not null default 1,
  constraint membership_pkey primary key (vendor_id, id),
  constraint membership_id_is_unique unique (id),
  constraint membership_code_is_unique unique (code_hash),
  constraint membership_of_plan foreign key (vendor_id, plan_id) references value.plan (vendor_id, id),
  constraint membership_lasts check (valid_from < valid_until),
  constraint rest_has_both_ends check (
    (frozen_from is null) = (frozen_until is null) and frozen_from < frozen_until and frozen_days >= 0)
);
create index membership_by_sale on value.membership (vendor_id, sold_at desc, id desc);
create index membership_by_tail on value.membership (vendor_id, tail);
create index membership_by_user on value.membership (vendor_id, user_id) where user_id is not null;

create table value.membership_change (
  vendor_id bigint not null,
  membership_id uuid not null,
  number int not null,
  kind text not null,
  amount_minor bigint not null default 0,
  day_from date,
  day_until date,
  at timestamptz not null,
  actor text not null,
  note text not null default '',
  constraint membership_change_pkey primary key (vendor_id, membership_id, number),
  constraint change_of_membership foreign key (vendor_id, membership_id)
    references value.membership (vendor_id, id),
  constraint membership_change_is_known check (
    kind in ('sold', 'renewed', 'ended', 'frozen', 'released', 'coded', 'linked')),
  constraint membership_money_has_its_sign check (case
    when kind in ('sold', 'renewed') then amount_minor >= 0
    when kind = 'ended' then amount_minor <= 0
    else amount_minor = 0 end)
);
create trigger membership_changes_stay before update or delete or truncate on value.membership_change
  for each statement execute function value.stays();
revoke update, delete, truncate on value.membership_change from smartbooking_app;
revoke delete, truncate on value.membership, value.plan from smartbooking_app;

create table value.membership_use (
  vendor_id bigint not null,
  booking_id uuid not null,
  membership_id uuid not null,
  day date not null,
  used_at timestamptz not null,
  released_at timestamptz,
  constraint membership_use_pkey primary key (vendor_id, booking_id),
  constraint use_of_membership foreign key (vendor_id, membership_id) references value.membership (vendor_id, id)
);
create index membership_use_by_day on value.membership_use (vendor_id, membership_id, day);
"""


def upgrade() -> None:
    execute_script(TABLES)


def downgrade() -> None:
    execute_script("drop table value.membership_use, value.membership_change, value.membership, value.plan")
