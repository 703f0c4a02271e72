"""Payments by regional methods: what a business configures, what providers told us, what customers showed."""

from __future__ import annotations

from smartbooking.migrations.script import execute_script

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

TABLES = """
create table payments.vendor_terms (
  vendor_id bigint not null,
  method text not null,
  enabled boolean not null,
  phone text,
  pay_link text,
  account_name text,
  account_number text,
  bank text,
  tax_id text,
  note text not null,
  minutes_to_pay integer not null,
  updated_at timestamptz not null,
  constraint vendor_terms_pkey primary key (vendor_id, method),
  constraint time_to_pay_is_sane check (minutes_to_pay between 10 and 20160)
);

-- One row per payment a provider told us of; `reply` is repeated byte for byte.
create table payments.provider_call (
  gateway text not null,
  transaction text not null,
  number bigint generated always as identity,
  vendor_id bigint,
  attempt_id uuid,
  account text not null,
  amount_minor bigint not null,
  currency text not null,
  status text not null,
  reason integer,
  provider_time bigint,
  reply bytea,
  created_at timestamptz not null,
  performed_at timestamptz,
  cancelled_at timestamptz,
  constraint provider_call_pkey primary key (gateway, transaction),
  constraint calls_are_numbered unique (number),
  constraint provider_call_status_is_known check (status in ('created', 'performed', 'cancelled', 'refused'))
);
create index provider_call_by_attempt on payments.provider_call (attempt_id);
create index provider_call_by_time on payments.provider_call (gateway, created_at);

create table payments.proof (
  id uuid constraint proof_pkey primary key,
  vendor_id bigint not null,
  attempt_id uuid not null,
  digest text not null,
  content_type text not null,
  storage_key text not null,
  uploaded_at timestamptz not null,
  constraint one_proof_per_attempt_and_picture unique (attempt_id, digest)
);
create index proof_by_digest on payments.proof (digest);
"""


def upgrade() -> None:
    execute_script(TABLES)


def downgrade() -> None:
    execute_script("drop table payments.proof; drop table payments.provider_call; drop table payments.vendor_terms")
