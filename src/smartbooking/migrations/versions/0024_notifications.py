"""Messages to people: why, about which booking, by which road, and what became of them."""

from __future__ import annotations

from smartbooking.migrations.script import execute_script

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

TABLES = """
create schema if not exists notifications;

-- Neither text nor address: both are read when the message goes out.
create table notifications.message (
  id uuid not null,
  vendor_id bigint not null,
  about uuid not null,
  cause text not null,
  cause_id uuid not null,
  version integer not null,
  road text not null,
  locale text not null,
  status text not null,
  attempts integer not null default 0,
  next_at timestamptz,
  reason text not null default '',
  reference text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint message_pkey primary key (id),
  constraint a_cause_sends_once_by_a_road unique (cause, cause_id, version, road),
  constraint road_is_known check (road in ('email', 'sms')),
  constraint message_status_is_known check
    (status in ('queued', 'sending', 'sent', 'failed', 'unknown', 'dropped')),
  constraint who_waits_has_a_time check ((next_at is not null) = (status in ('queued', 'sending'))),
  constraint attempts_are_counted check (attempts >= 0)
);
create index message_due on notifications.message (next_at) where next_at is not null;
create index message_by_age on notifications.message (created_at);
"""


def upgrade() -> None:
    execute_script(TABLES)


def downgrade() -> None:
    execute_script("drop schema notifications cascade")
