"""Cards that payment providers keep for accounts."""

from __future__ import annotations

from smartbooking.migrations.script import execute_script

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

SAVED_CARDS = """
create table payments.saved_card (
  id uuid not null,
  account_id uuid not null,
  gateway text not null,
  token text not null,
  payer text,
  brand text not null,
  last4 text not null,
  exp_month integer not null,
  exp_year integer not null,
  fingerprint text,
  country text,
  consented_at timestamptz not null,
  saved_at timestamptz not null,
  used_at timestamptz,
  unwanted_at timestamptz,
  constraint saved_card_pkey primary key (id),
  constraint one_saved_card_per_token unique (gateway, token),
  constraint only_the_last_four_digits check (last4 ~ '^[0-9]{4}$'),
  constraint card_expiry_is_a_month check (exp_month between 1 and 12)
);
create index saved_card_by_account on payments.saved_card (account_id, id);
create index saved_card_to_forget on payments.saved_card (unwanted_at) where unwanted_at is not null;
"""


def upgrade() -> None:
    execute_script(SAVED_CARDS)
