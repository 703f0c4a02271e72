"""Roles, default privileges and the tables of the infrastructure: events, deliveries, idempotency, audit, queue."""

from __future__ import annotations

from pgqueuer.adapters.persistence import schema_ddl
from pgqueuer.domain.settings import DBSettings

from smartbooking.migrations.script import execute_script

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ROLES = """
do $$ begin
  if not exists (select from pg_roles where rolname = 'smartbooking_app') then
    create role smartbooking_app nologin;
  end if;
exception when duplicate_object or unique_violation then null;  -- a parallel migration of a sister database
end $$;
"""
GRANT_MEMBERSHIP = """
do $$ begin
  if not pg_has_role(current_user, 'smartbooking_app', 'member') then
    execute format('grant smartbooking_app to %I', current_user);
  end if;
end $$;
"""
PRIVILEGES = """
alter default privileges grant usage on schemas to smartbooking_app;
alter default privileges grant select, insert, update, delete on tables to smartbooking_app;
alter default privileges grant usage, select on sequences to smartbooking_app;
alter default privileges revoke execute on functions from public;
alter default privileges grant execute on functions to smartbooking_app;
grant select on alembic_version to smartbooking_app;
"""
EXTENSIONS = """
create extension if not exists citext with schema public;
create extension if not exists pg_trgm with schema public;
create extension if not exists btree_gist with schema public;
create extension if not exists cube with schema public;
create extension if not exists earthdistance with schema public;
grant usage on schema public to smartbooking_app;
grant execute on all functions in schema public to smartbooking_app;
"""
TABLES = """
create schema infra;

create table infra.event (
  id uuid primary key,
  name text not null,
  payload jsonb not null,
  happened_at timestamptz not null default clock_timestamp()
);
create index event_by_happened_at on infra.event (happened_at);

-- A subscriber's effect and this row commit together: that is what makes delivery exactly once in effect.
create table infra.delivery (
  subscriber text not null,
  event_id uuid not null,
  delivered_at timestamptz not null default clock_timestamp(),
  primary key (subscriber, event_id)
);
create index delivery_by_delivered_at on infra.delivery (delivered_at);

create table infra.idempotency_key (
  account text not null,
  key text not null,
  digest bytea not null,
  status int,
  reply bytea,
  progress jsonb,
  leased_until timestamptz,
  created_at timestamptz not null default clock_timestamp(),
  constraint idempotency_key_used_once primary key (account, key),
  constraint reply_comes_with_status check ((status is null) = (reply is null))
);
create index idempotency_key_by_created_at on infra.idempotency_key (created_at);

create table infra.audit (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  actor text not null,
  on_behalf_of text,
  acting_id uuid,
  action text not null,
  subject text not null,
  vendor_id bigint,
  details jsonb not null default '{}',
  constraint acting_names_both check ((on_behalf_of is null) = (acting_id is null))
);
create index audit_by_acting on infra.audit (acting_id, at) where acting_id is not null;
create index audit_by_subject on infra.audit (subject, at);
create index audit_by_vendor on infra.audit (vendor_id, at) where vendor_id is not null;
revoke update, delete on infra.audit from smartbooking_app;

-- One row that /readyz writes: proof that the database takes writes.
create unlogged table infra.heartbeat (one boolean primary key default true check (one), beat_at timestamptz not null);
"""

# A transaction that notifies holds one lock of the whole server through its commit, so that commits happen one by
# one. infra/db.py wakes the worker after the commit instead.
QUIET_INSERTS = """
drop trigger tg_pgqueuer_changed on jobs.pgqueuer;
create trigger tg_pgqueuer_changed after update or delete or truncate on jobs.pgqueuer
  execute function jobs.fn_pgqueuer_changed();
"""


def upgrade() -> None:
    for script in (ROLES, GRANT_MEMBERSHIP, PRIVILEGES, EXTENSIONS, TABLES):
        execute_script(script)
    # The queue's tables in their own schema, exactly as the pinned pgqueuer declares them.
    execute_script(schema_ddl.render_install(DBSettings(db_schema="jobs"), create_schema=True))
    execute_script(QUIET_INSERTS)


def downgrade() -> None:
    execute_script("drop schema jobs cascade; drop schema infra cascade;")
