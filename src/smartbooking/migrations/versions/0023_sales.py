"""Online sales of gift cards, passes and memberships, and what each business sells online."""

from __future__ import annotations

from smartbooking.migrations.script import execute_script

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

TABLES = """
create schema if not exists sales;

create table sales.shop (
  vendor_id bigint not null,
  amounts_minor bigint[] not null,
  lowest_minor bigint,
  highest_minor bigint,
  pass_plan_ids uuid[] not null,
  membership_plan_ids uuid[] not null,
  version int not null default 1,
  updated_at timestamptz not null,
  constraint shop_pkey primary key (vendor_id),
  constraint free_amounts_have_both_limits check (
    (lowest_minor is null) = (highest_minor is null) and lowest_minor > 0 and lowest_minor <= highest_minor),
  constraint amounts_are_above_zero check (0 < all (amounts_minor))
);

create table sales.sale (
  vendor_id bigint not null,
  id uuid not null,
  kind text not null,
  status text not null,
  plan_id uuid,
  title jsonb not null,
  terms jsonb,
  price_minor bigint not null,
  currency text not null,
  buyer_name text not null,
  buyer_phone text,
  buyer_email text,
  recipient text not null,
  message text not null,
  locale text not null,
  intent_id uuid,
  issued_id uuid,
  expires_at timestamptz not null,
  created_at timestamptz not null,
  issued_at timestamptz,
  ended_at timestamptz,
  constraint sale_pkey primary key (vendor_id, id),
  constraint sale_id_is_unique unique (id),
  constraint sale_kind_is_known check (kind in ('gift_card', 'pass', 'membership')),
  constraint sale_status_is_known check (
    status in ('awaiting_payment', 'issued', 'expired', 'returned', 'refunded')),
  constraint sale_costs_something check (price_minor > 0),
  constraint sale_currency_is_a_code check (currency ~ '^[A-Z]{3}$'),
  constraint sale_has_its_plan check ((kind = 'gift_card') = (plan_id is null)),
  constraint sale_is_issued_once check ((status in ('issued', 'refunded')) = (issued_id is not null)),
  constraint sale_ids_say_so check (get_byte(uuid_send(id), 6) >> 4 = 8)
);
create unique index one_sale_per_issue on sales.sale (issued_id) where issued_id is not null;
create index sale_by_time on sales.sale (vendor_id, created_at desc, id desc);
create index sale_waits on sales.sale (expires_at) where status = 'awaiting_payment';
revoke delete, truncate on sales.sale from smartbooking_app;
"""


def upgrade() -> None:
    execute_script(TABLES)


def downgrade() -> None:
    execute_script("drop schema sales cascade")
