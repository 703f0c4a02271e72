"""Vendors, the history of decisions about them, and their venues."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

STATEMENTS = (
    "create schema if not exists vendors",
    r"""
    create table vendors.vendor (
        id bigint generated always as identity constraint vendor_pkey primary key,
        slug text not null,
        name jsonb not null,
        description jsonb not null default '{}',
        vertical text,
        country text not null,
        currency text not null,
        timezone text not null,
        phone text,
        email text,
        website text,
        legal_name text,
        business_number text,
        external_ref text,
        status text not null default 'draft',
        open_by_link boolean not null default false,
        version integer not null default 1,
        created_by text not null,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        constraint one_vendor_per_slug unique (slug),
        constraint one_vendor_per_external_ref unique (external_ref),
        constraint vendor_status_is_known
            check (status in ('draft', 'submitted', 'verified', 'rejected', 'suspended')),
        constraint vendor_has_a_name check (jsonb_typeof(name) = 'object' and name <> '{}'),
        constraint vendor_country_is_iso check (country ~ '^[A-Z]{2}$'),
        constraint vendor_currency_is_iso check (currency ~ '^[A-Z]{3}$'),
        constraint vendor_phone_is_e164 check (phone ~ '^\+[1-9][0-9]{6,14}$')
    )
    """,
    "create index vendor_by_status on vendors.vendor (status, id)",
    """
    create table vendors.decision (
        vendor_id bigint not null constraint decision_is_about_a_vendor references vendors.vendor (id),
        id bigint generated always as identity,
        verb text not null,
        from_status text not null,
        to_status text not null,
        reason text not null,
        decided_by text not null,
        decided_at timestamptz not null default now(),
        constraint decision_pkey primary key (vendor_id, id),
        constraint decision_verb_is_known
            check (verb in ('submit', 'verify', 'reject', 'suspend', 'reinstate')),
        constraint refusal_has_a_reason check (verb = 'submit' or reason <> '')
    )
    """,
    r"""
    create table vendors.venue (
        vendor_id bigint not null constraint venue_belongs_to_vendor references vendors.vendor (id),
        id bigint generated always as identity,
        slug text not null,
        name jsonb not null,
        address jsonb not null,
        city text not null,
        latitude double precision,
        longitude double precision,
        timezone text not null,
        country text not null,
        currency text not null,
        check_in time not null,
        check_out time not null,
        phone text,
        external_ref text,
        version integer not null default 1,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        constraint venue_pkey primary key (vendor_id, id),
        constraint one_venue_per_slug unique (slug),
        constraint one_venue_per_external_ref unique (vendor_id, external_ref),
        constraint venue_has_a_name check (jsonb_typeof(name) = 'object' and name <> '{}'),
        constraint venue_is_on_the_globe
            check (latitude between -90 and 90 and longitude between -180 and 180),
        constraint venue_has_both_coordinates check ((latitude is null) = (longitude is null)),
        constraint venue_country_is_iso check (country ~ '^[A-Z]{2}$'),
        constraint venue_currency_is_iso check (currency ~ '^[A-Z]{3}$'),
        constraint venue_phone_is_e164 check (phone ~ '^\+[1-9][0-9]{6,14}$')
    )
    """,
    "create index venue_by_id on vendors.venue (id)",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    op.execute("drop schema vendors cascade")
