"""Accounts, sessions, refresh tokens and memberships."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

STATEMENTS = (
    "create schema if not exists identity",
    r"""
    create table identity.account (
        id uuid not null constraint account_pkey primary key,
        email text,
        phone text,
        name text not null,
        locale text not null,
        role text not null,
        status text not null,
        status_reason text,
        password_hash text,
        version integer not null default 1,
        created_at timestamptz not null,
        updated_at timestamptz not null,
        constraint one_account_per_email unique (email),
        constraint one_account_per_phone unique (phone),
        constraint email_is_lower_case check (email = lower(email) and email like '%_@_%'),
        constraint phone_is_e164 check (phone ~ '^\+[1-9][0-9]{6,14}$'),
        constraint account_status_is_known check (status in ('active', 'suspended', 'deleted')),
        constraint platform_role_is_known check (role in ('customer', 'operator', 'admin')),
        constraint account_locale_is_known check (locale in ('kk', 'ru', 'en')),
        constraint account_has_a_contact check (status = 'deleted' or email is not null or phone is not null),
        constraint deleted_account_is_empty
            check (status <> 'deleted' or (email is null and phone is null and password_hash is null))
    )
    """,
    "create index account_by_created_at on identity.account (created_at, id)",
    """
    create table identity.session (
        id uuid not null constraint session_pkey primary key,
        account_id uuid not null
            constraint session_belongs_to_account references identity.account (id) on delete cascade,
        device text not null,
        created_at timestamptz not null,
        last_seen_at timestamptz not null,
        expires_at timestamptz not null,
        revoked_at timestamptz,
        revoked_because text,
        constraint session_ends_after_it_starts check (expires_at > created_at)
    )
    """,
    "create index session_by_account on identity.session (account_id, created_at)",
    "create index session_by_expiry on identity.session (expires_at)",
    """
    create table identity.refresh_token (
        id uuid not null constraint refresh_token_pkey primary key,
        session_id uuid not null
            constraint refresh_token_belongs_to_session references identity.session (id) on delete cascade,
        predecessor_id uuid
            constraint refresh_token_follows_another references identity.refresh_token (id) on delete cascade,
        token_hash bytea not null,
        salt bytea not null,
        issued_at timestamptz not null,
        used_at timestamptz,
        used_by bytea,
        constraint one_row_per_refresh_token unique (token_hash),
        constraint one_successor_per_refresh_token unique (predecessor_id),
        constraint refresh_token_is_hashed check (octet_length(token_hash) = 32),
        constraint use_names_its_client check ((used_at is null) = (used_by is null))
    )
    """,
    "create index refresh_token_by_session on identity.refresh_token (session_id)",
    """
    create table identity.membership (
        account_id uuid not null
            constraint membership_belongs_to_account references identity.account (id) on delete cascade,
        vendor_id bigint not null,
        role text not null,
        granted_by text not null,
        granted_at timestamptz not null default now(),
        constraint membership_pkey primary key (account_id, vendor_id),
        constraint vendor_role_is_known check (role in ('owner', 'manager', 'staff'))
    )
    """,
    "create index membership_by_vendor on identity.membership (vendor_id, account_id)",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    op.execute("drop schema identity cascade")
