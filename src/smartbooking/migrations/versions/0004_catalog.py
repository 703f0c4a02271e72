"""Resources, units, services with their requirements, and images."""

from __future__ import annotations

from smartbooking.migrations.script import execute_script

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

RESOURCES = """
create schema if not exists catalog;

create table catalog.resource (
  vendor_id      bigint not null,
  id             bigint not null generated always as identity,
  venue_id       bigint not null,
  vertical       text not null,
  kind           text not null,
  timing         text not null,
  name           jsonb not null,
  description    jsonb not null,
  capacity       integer not null,
  grain_seconds  integer not null,
  session_start  timestamptz,
  session_end    timestamptz,
  max_party      integer,
  attributes     jsonb not null,
  amenities      text[] not null,
  status         text not null,
  listed         boolean not null,
  confirmation   text not null,
  payment_timing text not null,
  policy         text not null,
  custom_policy  jsonb,
  parent_id      bigint,
  position       integer not null,
  external_ref   text,
  version        integer not null default 1,
  created_at     timestamptz not null,
  updated_at     timestamptz not null,
  constraint resource_pkey primary key (vendor_id, id),
  constraint resource_belongs_to_venue foreign key (vendor_id, venue_id)
    references vendors.venue (vendor_id, id),
  constraint resource_has_a_name check (jsonb_typeof(name) = 'object' and name <> '{}'),
  constraint parent_is_of_the_same_vendor foreign key (vendor_id, parent_id)
    references catalog.resource (vendor_id, id),
  constraint parent_is_another_resource check (parent_id <> id),
  constraint one_resource_per_external_ref unique (vendor_id, external_ref),
  constraint resource_kind_is_known check (kind in ('hotel', 'appointment', 'event')),
  constraint timing_is_known check (timing in ('nights', 'slots', 'session')),
  constraint grain_follows_timing check (
    case timing when 'nights' then grain_seconds = 86400 when 'session' then grain_seconds = 0
    else grain_seconds between 60 and 43200 and 86400 % grain_seconds = 0 end),
  constraint session_has_its_time check (
    (timing = 'session') = (session_start is not null) and (session_start is null) = (session_end is null)),
  constraint session_ends_after_it_starts check (session_end > session_start),
  constraint capacity_is_countable check (capacity between 0 and 32766),
  constraint party_has_people check (max_party between 1 and 32766),
  constraint resource_status_is_known check (status in ('draft', 'active', 'archived')),
  constraint resource_confirmation_is_known check (confirmation in ('instant', 'request')),
  constraint resource_payment_timing_is_known check (
    payment_timing in ('prepay', 'deposit', 'on_site', 'card_hold', 'free')),
  constraint resource_policy_is_known check (policy in ('flexible', 'moderate', 'strict', 'custom')),
  constraint resource_custom_policy_is_given check ((policy = 'custom') = (custom_policy is not null)),
  constraint resource_version_is_positive check (version > 0)
);
create index resource_by_id on catalog.resource (id);
create index resource_by_venue on catalog.resource (vendor_id, venue_id, position, id);

create table catalog.unit (
  vendor_id   bigint not null,
  id          bigint not null generated always as identity,
  resource_id bigint not null,
  name        text not null,
  note        text not null,
  active      boolean not null,
  position    integer not null,
  constraint unit_pkey primary key (vendor_id, id),
  constraint unit_belongs_to_resource foreign key (vendor_id, resource_id)
    references catalog.resource (vendor_id, id),
  constraint unit_name_is_unique_in_resource unique (vendor_id, resource_id, name)
);
"""
SERVICES = """
create table catalog.service (
  vendor_id         bigint not null,
  id                bigint not null generated always as identity,
  venue_id          bigint not null,
  vertical          text not null,
  name              jsonb not null,
  description       jsonb not null,
  duration_minutes  integer not null,
  pad_after_minutes integer not null,
  status            text not null,
  listed            boolean not null,
  confirmation      text not null,
  payment_timing    text not null,
  policy            text not null,
  custom_policy     jsonb,
  position          integer not null,
  external_ref      text,
  version           integer not null default 1,
  created_at        timestamptz not null,
  updated_at        timestamptz not null,
  constraint service_pkey primary key (vendor_id, id),
  constraint service_belongs_to_venue foreign key (vendor_id, venue_id)
    references vendors.venue (vendor_id, id),
  constraint service_has_a_name check (jsonb_typeof(name) = 'object' and name <> '{}'),
  constraint one_service_per_external_ref unique (vendor_id, external_ref),
  constraint duration_is_reasonable check (duration_minutes between 5 and 44640),
  constraint pad_is_reasonable check (pad_after_minutes between 0 and 1440),
  constraint service_status_is_known check (status in ('draft', 'active', 'archived')),
  constraint service_confirmation_is_known check (confirmation in ('instant', 'request')),
  constraint service_payment_timing_is_known check (
    payment_timing in ('prepay', 'deposit', 'on_site', 'card_hold', 'free')),
  constraint service_policy_is_known check (policy in ('flexible', 'moderate', 'strict', 'custom')),
  constraint service_custom_policy_is_given check ((policy = 'custom') = (custom_policy is not null)),
  constraint service_version_is_positive check (version > 0)
);
create index service_by_id on catalog.service (id);
create index service_by_venue on catalog.service (vendor_id, venue_id, position, id);

create table catalog.requirement (
  vendor_id  bigint not null,
  service_id bigint not null,
  role       text not null,
  position   integer not null,
  quantity   integer not null,
  constraint requirement_pkey primary key (vendor_id, service_id, role),
  constraint requirement_belongs_to_service foreign key (vendor_id, service_id)
    references catalog.service (vendor_id, id) on delete cascade,
  constraint quantity_is_countable check (quantity between 1 and 32766)
);

create table catalog.requirement_resource (
  vendor_id   bigint not null,
  service_id  bigint not null,
  role        text not null,
  resource_id bigint not null,
  position    integer not null,
  constraint requirement_resource_pkey primary key (vendor_id, service_id, role, resource_id),
  constraint choice_belongs_to_requirement foreign key (vendor_id, service_id, role)
    references catalog.requirement (vendor_id, service_id, role) on delete cascade,
  constraint choice_is_of_the_same_vendor foreign key (vendor_id, resource_id)
    references catalog.resource (vendor_id, id)
);
create index requirement_resource_by_resource on catalog.requirement_resource (vendor_id, resource_id);
"""
IMAGES = """
create table catalog.image (
  vendor_id   bigint not null,
  id          bigint not null generated always as identity,
  resource_id bigint,
  service_id  bigint,
  alt         jsonb not null,
  variants    jsonb not null,
  position    integer not null,
  created_at  timestamptz not null,
  constraint image_pkey primary key (vendor_id, id),
  constraint image_has_one_owner check (num_nonnulls(resource_id, service_id) = 1),
  constraint image_shows_resource foreign key (vendor_id, resource_id)
    references catalog.resource (vendor_id, id),
  constraint image_shows_service foreign key (vendor_id, service_id)
    references catalog.service (vendor_id, id)
);
create index image_by_resource on catalog.image (vendor_id, resource_id, position, id) where resource_id is not null;
create index image_by_service on catalog.image (vendor_id, service_id, position, id) where service_id is not null;
"""


def upgrade() -> None:
    for script in (RESOURCES, SERVICES, IMAGES):
        execute_script(script)


def downgrade() -> None:
    execute_script("drop schema catalog cascade;")
