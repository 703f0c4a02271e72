"""The client book of each business."""

from __future__ import annotations

from smartbooking.migrations.script import execute_script

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TABLES = """
create table bookings.client_import (
  vendor_id bigint not null,
  id uuid not null,
  at timestamptz not null,
  actor text not null,
  undone_at timestamptz,
  constraint client_import_pkey primary key (vendor_id, id)
);

create table bookings.client (
  vendor_id bigint not null,
  id uuid not null,
  name text not null,
  phone text,
  email text,
  tags jsonb not null,
  note text not null,
  import_id uuid,
  version int not null,
  created_at timestamptz not null,
  seen_at timestamptz,
  merged_into uuid,
  constraint client_pkey primary key (vendor_id, id),
  constraint client_can_be_reached check (phone is not null or email is not null),
  constraint client_of_import foreign key (vendor_id, import_id) references bookings.client_import (vendor_id, id),
  constraint client_merged_into_another foreign key (vendor_id, merged_into) references bookings.client (vendor_id, id),
  constraint client_is_not_merged_into_itself check (merged_into <> id)
);
create unique index client_by_phone on bookings.client (vendor_id, phone) where phone is not null;
create unique index client_by_email on bookings.client (vendor_id, email) where phone is null;
create index client_by_seen on bookings.client (vendor_id, seen_at desc nulls last, id desc);
create index client_by_import on bookings.client (vendor_id, import_id) where import_id is not null;
create index client_merged on bookings.client (vendor_id, merged_into) where merged_into is not null;
"""


def upgrade() -> None:
    execute_script(TABLES)


def downgrade() -> None:
    execute_script("drop table bookings.client, bookings.client_import;")
