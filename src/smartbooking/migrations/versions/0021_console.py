"""Acting in somebody's name: who, for whom, why, until when. What an administrator turned off."""

from __future__ import annotations

from smartbooking.migrations.script import execute_script

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

TABLES = """
create table identity.acting (
  id uuid not null,
  account_id uuid not null,
  operator_id uuid not null,
  operator_session_id uuid not null,
  reason text not null,
  booking_id uuid,
  request_id uuid,
  started_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  ended_because text,
  constraint acting_pkey primary key (id),
  constraint acting_for_somebody foreign key (account_id) references identity.account (id) on delete cascade,
  constraint acting_by_somebody foreign key (operator_id) references identity.account (id) on delete cascade,
  constraint acting_for_somebody_else check (account_id <> operator_id),
  constraint acting_has_a_reason check (length(reason) between 5 and 500),
  constraint acting_lasts_an_hour_at_most check (
    expires_at > started_at and expires_at <= started_at + interval '1 hour'),
  constraint acting_ends_for_a_reason check ((ended_at is null) = (ended_because is null)),
  constraint acting_end_is_known check (ended_because in ('operator', 'person', 'admin', 'another'))
);
create index acting_of_person on identity.acting (account_id, started_at);
create index acting_of_operator on identity.acting (operator_id, expires_at) where ended_at is null;
create index acting_by_start on identity.acting (started_at);

-- What an administrator turned: business 0 is the platform. What has no row is on.
create table infra.switch (
  code text not null,
  vendor_id bigint not null,
  is_on boolean not null,
  reason text not null,
  changed_by text not null,
  changed_at timestamptz not null,
  constraint switch_pkey primary key (code, vendor_id),
  constraint switch_is_known check (code in (
    'new_accounts', 'new_businesses', 'call_requests', 'customer_moves', 'gift_card_sale')),
  constraint switch_of_a_business check (vendor_id = 0 or code in ('customer_moves', 'gift_card_sale'))
);
"""


def upgrade() -> None:
    execute_script(TABLES)


def downgrade() -> None:
    execute_script("drop table infra.switch; drop table identity.acting")
