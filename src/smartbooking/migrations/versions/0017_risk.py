"""What risk said about bookings, what people decided, and where it is switched on."""

from __future__ import annotations

from smartbooking.migrations.script import execute_script

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

TABLES = """
create schema if not exists risk;

-- Vendor 0 is the platform. Without a row the platform is off, and a business watches.
create table risk.setting (
  vendor_id bigint not null,
  mode text not null,
  changed_at timestamptz not null,
  changed_by text not null,
  constraint setting_pkey primary key (vendor_id),
  constraint risk_mode_is_known check (mode in ('off', 'watch', 'act'))
);

create table risk.assessment (
  vendor_id bigint not null,
  booking_id uuid not null,
  at timestamptz not null,
  points integer not null,
  rule_points integer not null,
  chance double precision not null,
  no_arrival double precision,
  level text not null,
  reasons jsonb not null,
  signals jsonb not null,
  wanted text,
  step_up text,
  acted boolean not null,
  version text not null,
  review text not null,
  decided_at timestamptz,
  decided_by text,
  decision_note text not null default '',
  constraint assessment_pkey primary key (vendor_id, booking_id),
  constraint points_fit check (points between 0 and 100 and rule_points between 0 and points),
  constraint chances_fit check (chance between 0 and 1 and (no_arrival is null or no_arrival between 0 and 1)),
  constraint level_is_known check (level in ('calm', 'watch', 'high')),
  constraint review_is_known check (review in ('none', 'waiting', 'released', 'deposit', 'rejected')),
  constraint decided_by_somebody check
    ((review in ('none', 'waiting')) = (decided_at is null) and (decided_at is null) = (decided_by is null))
);
create index assessment_waiting on risk.assessment (at desc, booking_id desc) where review = 'waiting';
create index assessment_decided on risk.assessment (decided_at desc, booking_id desc) where decided_at is not null;
create index assessment_by_age on risk.assessment (at);
"""


def upgrade() -> None:
    execute_script(TABLES)


def downgrade() -> None:
    execute_script("drop schema risk cascade")
