"""The books: postings and entries that nobody changes, terms, and payouts."""

from __future__ import annotations

from smartbooking.migrations.script import execute_script

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

LEDGER = """
create schema if not exists books;

create table books.posting (
  vendor_id bigint not null,
  id bigint generated always as identity,
  cause text not null,
  kind text not null,
  at timestamptz not null,
  booking_id uuid,
  intent_id uuid,
  attempt_id uuid,
  refund_id uuid,
  payout_id uuid,
  made_in bigint not null default (pg_current_xact_id()::text::bigint),
  constraint posting_pkey primary key (vendor_id, id),
  constraint one_posting_per_cause unique (cause)
);
create index posting_by_time on books.posting (vendor_id, at, id);
create index posting_by_attempt on books.posting (attempt_id) where attempt_id is not null;
create index posting_by_booking on books.posting (vendor_id, booking_id) where booking_id is not null;

create table books.entry (
  vendor_id bigint not null,
  posting_id bigint not null,
  number integer not null,
  account text not null,
  currency text not null,
  amount_minor bigint not null,
  constraint entry_pkey primary key (vendor_id, posting_id, number),
  constraint entry_of_posting foreign key (vendor_id, posting_id) references books.posting (vendor_id, id),
  constraint entry_moves_something check (amount_minor <> 0),
  constraint entry_currency_is_a_code check (currency ~ '^[A-Z]{3}$'),
  constraint account_is_known check (account in ('customer', 'vendor', 'platform_fee', 'tax', 'provider_fee',
    'gift_card', 'pass', 'deposit', 'suspense', 'payout', 'bank')
    or account ~ '^(clearing|till|disputed):[a-z][a-z0-9_]*$')
);
create index entry_by_account on books.entry (vendor_id, account, currency);

-- At commit every posting made in the transaction has at least two entries, and they sum to zero per currency.
create function books.balanced() returns trigger language plpgsql as $$
declare
  posting books.posting := new;
  wrong record;
begin
  if (select count(*) from books.entry e where e.vendor_id = posting.vendor_id and e.posting_id = posting.id) < 2 then
    raise exception 'posting % has fewer than two entries', posting.cause
      using errcode = 'check_violation', constraint = 'postings_balance';
  end if;
  select e.currency, sum(e.amount_minor) as minor into wrong from books.entry e
    where e.vendor_id = posting.vendor_id and e.posting_id = posting.id
    group by e.currency having sum(e.amount_minor) <> 0 limit 1;
  if found then
    raise exception 'posting % does not balance: % %', posting.cause, wrong.minor, wrong.currency
      using errcode = 'check_violation', constraint = 'postings_balance';
  end if;
  return null;
end $$;
create constraint trigger postings_balance after insert on books.posting
  deferrable initially deferred for each row execute function books.balanced();

-- A posting is complete when its transaction ends: nobody adds to it later.
create function books.of_this_transaction() returns trigger language plpgsql as $$
begin
  if not exists (select 1 from books.posting p where p.vendor_id = new.vendor_id and p.id = new.posting_id
                 and p.made_in = pg_current_xact_id()::text::bigint) then
    raise exception 'posting % is closed', new.posting_id
      using errcode = 'check_violation', constraint = 'postings_are_closed';
  end if;
  return new;
end $$;
create trigger entries_of_this_transaction before insert on books.entry
  for each row execute function books.of_this_transaction();

create function books.stays() returns trigger language plpgsql as $$
begin
  raise exception 'the books are not rewritten: post the opposite instead' using errcode = 'restrict_violation';
end $$;
create trigger postings_stay before update or delete or truncate on books.posting
  for each statement execute function books.stays();
create trigger entries_stay before update or delete or truncate on books.entry
  for each statement execute function books.stays();
revoke update, delete, truncate on books.posting, books.entry from smartbooking_app;
"""
MONEY_OUT = """
create table books.terms (
  vendor_id bigint not null,
  currency text not null,
  valid_from date not null,
  fee_points integer not null,
  fee_fixed_minor bigint not null,
  fee_returns boolean not null,
  vendor_bears_provider_fee boolean not null,
  withholds_tax boolean not null,
  payout_delay_days integer not null,
  decided_at timestamptz not null,
  constraint terms_pkey primary key (vendor_id, currency, valid_from),
  constraint fee_is_a_part check (fee_points between 0 and 10000 and fee_fixed_minor >= 0),
  constraint payout_delay_is_short check (payout_delay_days between 0 and 90)
);

create table books.split (
  vendor_id bigint not null,
  intent_id uuid not null,
  deposit_minor bigint not null,
  tax_minor bigint not null,
  fixed_fee boolean not null default true,
  constraint split_pkey primary key (vendor_id, intent_id),
  constraint parts_are_not_negative check (deposit_minor >= 0 and tax_minor >= 0)
);

create table books.payout (
  vendor_id bigint not null,
  id uuid not null,
  number integer not null,
  currency text not null,
  amount_minor bigint not null,
  until timestamptz not null,
  status text not null,
  reference text,
  decided_by text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint payout_pkey primary key (vendor_id, id),
  constraint payout_id_is_unique unique (id),
  constraint payouts_are_numbered unique (vendor_id, number),
  constraint payout_is_positive check (amount_minor > 0),
  constraint payout_status_is_known check (status in ('calculated', 'approved', 'paid', 'cancelled')),
  constraint paid_has_reference check ((status = 'paid') = (reference is not null))
);
create index payout_by_status on books.payout (status, created_at);
revoke delete, truncate on books.payout from smartbooking_app;

create table books.payout_line (
  vendor_id bigint not null,
  posting_id bigint not null,
  payout_id uuid not null,
  currency text not null,
  amount_minor bigint not null,
  constraint a_posting_is_paid_once primary key (vendor_id, posting_id, currency),
  constraint line_of_payout foreign key (vendor_id, payout_id) references books.payout (vendor_id, id)
);
create index payout_line_by_payout on books.payout_line (vendor_id, payout_id);
"""


def upgrade() -> None:
    execute_script(LEDGER)
    execute_script(MONEY_OUT)


def downgrade() -> None:
    execute_script("drop schema books cascade")
