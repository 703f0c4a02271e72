"""Codes that prove a contact before a booking goes on: tries and messages are counted, the code itself is nowhere."""

from __future__ import annotations

from smartbooking.migrations.script import execute_script

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

TABLES = """
-- The code follows from the id and a key outside of the database. Contact and source are keyed names.
create table risk.challenge (
  id uuid not null,
  vendor_id bigint not null,
  booking_id uuid not null,
  contact text not null,
  source text not null,
  road text not null,
  locale text not null,
  tries integer not null default 0,
  sent integer not null default 1,
  created_at timestamptz not null,
  sent_at timestamptz not null,
  expires_at timestamptz not null,
  proven_at timestamptz,
  constraint challenge_pkey primary key (id),
  constraint five_tries_are_all check (tries between 0 and 5),
  constraint four_messages_are_all check (sent between 1 and 4),
  constraint a_code_ends check (expires_at > created_at)
);
create index challenge_of_booking on risk.challenge (booking_id, created_at desc);
create index challenge_by_contact on risk.challenge (contact, created_at);
create index challenge_by_source on risk.challenge (source, created_at);
create index challenge_by_age on risk.challenge (created_at);
"""


def upgrade() -> None:
    execute_script(TABLES)


def downgrade() -> None:
    execute_script("drop table risk.challenge")
