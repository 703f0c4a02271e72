"""Payments: intents, attempts, refunds, the inbox of provider messages, the journal and operator alerts."""

from __future__ import annotations

from smartbooking.migrations.script import execute_script

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

INTENTS = """
create schema if not exists payments;

create table payments.intent (
  vendor_id bigint not null,
  id uuid not null,
  booking_id uuid not null,
  amount_minor bigint not null,
  currency text not null,
  capture text not null,
  method text not null,
  status text not null,
  version integer not null default 1,
  captured_minor bigint not null default 0,
  refunded_minor bigint not null default 0,
  current_attempt_id uuid,
  client_secret text not null,
  capture_requested_at timestamptz,
  capture_wanted_minor bigint,
  cancel_requested_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint intent_pkey primary key (vendor_id, id),
  constraint intent_amount_is_positive check (amount_minor > 0),
  constraint intent_currency_is_a_code check (currency ~ '^[A-Z]{3}$'),
  constraint intent_capture_is_known check (capture in ('automatic', 'manual')),
  constraint intent_status_is_known check (status in ('created', 'requires_action', 'processing', 'authorised',
    'captured', 'partly_refunded', 'refunded', 'voided', 'failed', 'disputed', 'unknown', 'orphan')),
  constraint capture_fits_the_amount check (capture_wanted_minor between 1 and amount_minor),
  constraint never_refunded_more_than_captured check (refunded_minor between 0 and captured_minor)
);
create index intent_by_id on payments.intent (id);
create index intent_by_booking on payments.intent (vendor_id, booking_id);

create table payments.attempt (
  vendor_id bigint not null,
  id uuid not null,
  intent_id uuid not null,
  booking_id uuid not null,
  number integer not null,
  gateway text not null,
  status text not null,
  version integer not null default 1,
  amount_minor bigint not null,
  currency text not null,
  capture text not null,
  key text not null,
  token text,
  bank_check boolean not null default false,
  payer text,
  saved_card_id uuid,
  save_for uuid,
  card_print text,
  card_country text,
  locale text not null,
  reference text,
  provider_version bigint not null default 0,
  provider_currency text,
  captured_minor bigint not null default 0,
  refund_reserved_minor bigint not null default 0,
  decline_code text,
  redirect_url text,
  called_at timestamptz,
  next_poll_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint attempt_pkey primary key (vendor_id, id),
  constraint attempt_belongs_to_intent foreign key (vendor_id, intent_id) references payments.intent (vendor_id, id),
  constraint attempts_are_numbered unique (vendor_id, intent_id, number),
  constraint one_call_per_key unique (key),
  constraint one_attempt_per_reference unique (gateway, reference),
  constraint attempt_amount_is_positive check (amount_minor > 0),
  constraint attempt_status_is_known check (status in ('created', 'unknown', 'requires_action', 'processing',
    'authorised', 'captured', 'voided', 'failed', 'orphan')),
  constraint no_refund_above_capture check (refund_reserved_minor between 0 and captured_minor)
);
create index attempt_by_id on payments.attempt (id);
create index attempt_of_booking_by_card on payments.attempt (booking_id) where card_print is not null;
create index attempt_by_card on payments.attempt (card_print, id) where card_print is not null;
-- Two live attempts of one intent could charge twice.
create unique index one_live_attempt on payments.attempt (vendor_id, intent_id)
  where status in ('created', 'unknown', 'requires_action', 'processing', 'authorised', 'orphan');
create index attempt_to_poll on payments.attempt (next_poll_at)
  where status in ('created', 'unknown', 'requires_action', 'processing', 'authorised') and next_poll_at is not null;

create table payments.refund (
  vendor_id bigint not null,
  id uuid not null,
  intent_id uuid not null,
  attempt_id uuid not null,
  booking_id uuid not null,
  number integer not null,
  amount_minor bigint not null,
  currency text not null,
  reason text not null,
  status text not null,
  version integer not null default 1,
  key text not null,
  reference text,
  failure_code text,
  submitted_at timestamptz,
  next_poll_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint refund_pkey primary key (vendor_id, id),
  constraint refund_belongs_to_attempt foreign key (vendor_id, attempt_id)
    references payments.attempt (vendor_id, id),
  constraint refunds_are_numbered unique (vendor_id, attempt_id, number),
  constraint one_refund_per_key unique (key),
  constraint refund_amount_is_positive check (amount_minor > 0),
  constraint refund_status_is_known check (status in ('requested', 'submitted', 'succeeded', 'failed'))
);
create index refund_by_id on payments.refund (id);
create index refund_by_booking on payments.refund (vendor_id, booking_id);
create index refund_to_poll on payments.refund (next_poll_at)
  where status in ('requested', 'submitted') and next_poll_at is not null;
"""
MESSAGES = """
create table payments.webhook_inbox (
  id bigint generated always as identity constraint webhook_inbox_pkey primary key,
  provider text not null,
  event_id text not null,
  kind text not null,
  reference text,
  key text,
  report jsonb,
  body bytea not null,
  source text not null,
  status text not null default 'received',
  tries integer not null default 0,
  next_try_at timestamptz,
  received_at timestamptz not null,
  applied_at timestamptz,
  constraint one_row_per_event unique (provider, event_id),
  constraint inbox_source_is_known check (source in ('webhook', 'list')),
  constraint inbox_status_is_known check (status in ('received', 'waiting', 'applied'))
);
create index webhook_to_try on payments.webhook_inbox (next_try_at) where status <> 'applied';

-- How far the provider's own list of events has been read.
create table payments.list_position (
  provider text not null constraint list_position_pkey primary key,
  position text not null,
  updated_at timestamptz not null
);

-- What happened, in order, by whose word; never changed.
create table payments.journal (
  id bigint generated always as identity constraint journal_pkey primary key,
  vendor_id bigint not null,
  intent_id uuid not null,
  attempt_id uuid,
  refund_id uuid,
  at timestamptz not null,
  source text not null,
  from_status text,
  to_status text not null,
  details jsonb not null default '{}'
);
create index journal_by_intent on payments.journal (vendor_id, intent_id, id);
revoke update, delete on payments.journal from smartbooking_app;

create table payments.alert (
  id bigint generated always as identity constraint alert_pkey primary key,
  vendor_id bigint,
  intent_id uuid,
  attempt_id uuid,
  subject text not null,
  reason text not null,
  details jsonb not null default '{}',
  created_at timestamptz not null,
  resolved_at timestamptz,
  resolved_by text,
  constraint one_alert_per_subject_and_reason unique (subject, reason)
);
create index alert_open on payments.alert (created_at) where resolved_at is null;
"""


def upgrade() -> None:
    execute_script(INTENTS)
    execute_script(MESSAGES)


def downgrade() -> None:
    execute_script("drop schema payments cascade")
