"""Bookings, their lines and their history."""

from __future__ import annotations

from smartbooking.migrations.script import execute_script

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TABLES = """
create schema bookings;

create table bookings.booking (
  vendor_id bigint not null,
  id uuid not null constraint booking_id_is_unique unique,
  code text not null constraint confirmation_code_is_unique unique,
  status text not null constraint status_is_known check (status in (
    'held', 'awaiting_approval', 'pending_payment', 'confirmed', 'in_progress', 'completed',
    'cancelled', 'no_show', 'declined', 'expired', 'abandoned', 'refunded_unavailable')),
  version int not null,
  venue_id bigint not null,
  timezone text not null,
  country text not null,
  customer_id uuid,
  contact_name text,
  contact_phone text,
  contact_email text,
  locale text not null,
  currency text not null,
  total_minor bigint not null,
  due_now_minor bigint not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  claims jsonb not null,
  expires_at timestamptz,
  extensions int not null,
  payment_method text,
  payment_status text not null,
  intent_id uuid,
  requires_approval boolean not null,
  quote jsonb not null,
  promo_code text,
  note text not null,
  staff_note text not null default '',
  cancel_reason text,
  refund_minor bigint,
  settled_minor bigint,
  covered_minor bigint not null default 0,
  external_ref text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  cancelled_at timestamptz,
  primary key (vendor_id, id),
  constraint amounts_fit check (total_minor >= 0 and due_now_minor >= 0 and covered_minor >= 0),
  constraint holding_has_expiry check (
    (expires_at is not null) = (status in ('held', 'awaiting_approval', 'pending_payment'))),
  constraint ends_after_it_starts check (starts_at < ends_at)
) with (fillfactor = 80);

create index booking_by_customer on bookings.booking (customer_id, starts_at desc) where customer_id is not null;
create index booking_by_start on bookings.booking (vendor_id, starts_at);
create index booking_by_creation on bookings.booking (created_at desc);
create index booking_by_expiry on bookings.booking (expires_at) where expires_at is not null;
create index booking_by_end on bookings.booking (ends_at) where status in ('confirmed', 'in_progress');
create index booking_by_phone on bookings.booking (contact_phone, id) where contact_phone is not null;
create index booking_by_email on bookings.booking (lower(contact_email), id) where contact_email is not null;
create unique index booking_by_external_ref on bookings.booking (vendor_id, external_ref)
  where external_ref is not null;

create table bookings.line (
  vendor_id bigint not null,
  booking_id uuid not null,
  number int not null,
  resource_id bigint,
  service_id bigint,
  name jsonb not null,
  arrival date,
  departure date,
  start_at timestamptz,
  end_at timestamptz,
  quantity int not null,
  adults int not null,
  children int not null,
  total_minor bigint not null,
  chosen bigint[] not null,
  primary key (vendor_id, booking_id, number),
  constraint line_of_booking foreign key (vendor_id, booking_id) references bookings.booking (vendor_id, id),
  constraint line_is_of_one_offer check (num_nonnulls(resource_id, service_id) = 1),
  constraint line_has_nights_or_instants check (
    (arrival is not null and arrival < departure and start_at is null)
    or (start_at is not null and start_at < end_at and arrival is null)),
  constraint line_counts_fit check (quantity > 0 and adults >= 0 and children >= 0)
);

create table bookings.change (
  vendor_id bigint not null,
  booking_id uuid not null,
  version int not null,
  at timestamptz not null,
  what text not null,
  status text not null,
  actor text not null,
  reason text,
  details jsonb not null,
  primary key (vendor_id, booking_id, version),
  constraint change_of_booking foreign key (vendor_id, booking_id) references bookings.booking (vendor_id, id)
);
create index change_by_time on bookings.change (vendor_id, at);
revoke update, delete on bookings.change from smartbooking_app;

-- Under which keyed name of a network address a place is being kept; counted against hoarding, forgotten after a day.
create table bookings.hold_source (
  source text not null,
  booking_id uuid not null,
  created_at timestamptz not null,
  primary key (source, booking_id)
);
create index hold_source_by_age on bookings.hold_source (created_at);
"""


def upgrade() -> None:
    execute_script(TABLES)


def downgrade() -> None:
    execute_script("drop schema bookings cascade;")
