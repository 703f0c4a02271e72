"""Cancellations of many bookings by their business, carried out one by one."""

from __future__ import annotations

from smartbooking.migrations.script import execute_script

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

TABLES = """
create table bookings.cancellation (
  vendor_id bigint not null,
  id uuid not null,
  at timestamptz not null,
  actor text not null,
  reason text not null,
  constraint cancellation_pkey primary key (vendor_id, id)
);

create table bookings.cancellation_row (
  vendor_id bigint not null,
  cancellation_id uuid not null,
  number integer not null,
  booking_id uuid not null,
  outcome text not null,
  refund_minor bigint,
  status_found text,
  done_at timestamptz,
  constraint cancellation_row_pkey primary key (vendor_id, cancellation_id, number),
  constraint row_of_cancellation foreign key (vendor_id, cancellation_id)
    references bookings.cancellation (vendor_id, id),
  constraint booking_is_cancelled_once unique (vendor_id, cancellation_id, booking_id),
  constraint cancellation_outcome_is_known check (outcome in ('waiting', 'cancelled', 'skipped')),
  constraint waiting_is_not_done check ((done_at is null) = (outcome = 'waiting'))
);
create index cancellation_row_waiting on bookings.cancellation_row (done_at) where outcome = 'waiting';
"""


def upgrade() -> None:
    execute_script(TABLES)


def downgrade() -> None:
    execute_script("drop table bookings.cancellation_row; drop table bookings.cancellation;")
