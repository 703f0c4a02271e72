"""Operations: the calls the help desk owes."""

from __future__ import annotations

from smartbooking.migrations.script import execute_script

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

DESK = """
create schema if not exists operations;

create table operations.support_request (
  id uuid primary key,
  asked_at timestamptz not null,
  promised_at timestamptz not null,
  phone text not null,
  name text not null,
  locale text not null,
  topic text not null,
  note text not null,
  page text not null,
  problem_code text not null,
  booking_id uuid,
  account_id uuid,
  status text not null,
  version integer not null default 1,
  calls integer not null default 0,
  taken_by uuid,
  taken_at timestamptz,
  closed_at timestamptz,
  outcome_note text not null default '',
  constraint topic_is_known check (topic in ('booking', 'payment', 'business', 'other')),
  constraint request_status_is_known check (status in ('waiting', 'taken', 'done', 'unreached')),
  constraint taken_by_somebody check ((status = 'taken') = (taken_by is not null)),
  constraint closed_at_a_time check ((status in ('done', 'unreached')) = (closed_at is not null))
);
create unique index one_open_request_per_phone on operations.support_request (phone)
  where status in ('waiting', 'taken');
create index support_request_by_promise on operations.support_request (promised_at)
  where status in ('waiting', 'taken');
create index support_request_by_closing on operations.support_request (closed_at) where closed_at is not null;
"""


def upgrade() -> None:
    execute_script(DESK)


def downgrade() -> None:
    execute_script("drop schema operations cascade;")
