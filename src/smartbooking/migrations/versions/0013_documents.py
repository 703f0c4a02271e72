"""Papers: numbers without gaps, receipts, invoices, credit notes, and receipts for the tax office."""

from __future__ import annotations

from smartbooking.migrations.script import execute_script

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

PAPERS = """
create schema if not exists documents;

create table documents.counter (
  vendor_id bigint not null,
  kind text not null,
  year integer not null,
  last integer not null,
  constraint counter_pkey primary key (vendor_id, kind, year)
);
revoke delete, truncate on documents.counter from smartbooking_app;

create table documents.document (
  vendor_id bigint not null,
  id uuid not null,
  kind text not null,
  year integer not null,
  sequence integer not null,
  booking_id uuid not null,
  cause text not null,
  issued_at timestamptz not null,
  currency text not null,
  total_minor bigint not null,
  content jsonb not null,
  constraint document_pkey primary key (vendor_id, id),
  constraint document_id_is_unique unique (id),
  constraint numbers_are_given_once unique (vendor_id, kind, year, sequence),
  constraint one_document_per_cause unique (cause),
  constraint document_kind_is_known check (kind in ('receipt', 'invoice', 'credit_note')),
  constraint document_is_about_money check (total_minor > 0)
);
create index document_by_booking on documents.document (vendor_id, booking_id);
create index document_by_time on documents.document (vendor_id, issued_at, id);
revoke update, delete, truncate on documents.document from smartbooking_app;

create table documents.buyer (
  vendor_id bigint not null,
  document_id uuid not null,
  name text not null,
  number text not null,
  address text not null,
  phone text not null,
  email text not null,
  erased_at timestamptz,
  constraint buyer_pkey primary key (vendor_id, document_id),
  constraint buyer_of_document foreign key (vendor_id, document_id)
    references documents.document (vendor_id, id)
);
-- The only change of a buyer is that she is forgotten.
create function documents.only_forgotten() returns trigger language plpgsql as $$
begin
  if new.erased_at is null or new.number <> '' or new.address <> '' or new.phone <> '' or new.email <> '' then
    raise exception 'a buyer on a paper is only ever erased'
      using errcode = 'check_violation', constraint = 'buyers_are_only_erased';
  end if;
  return new;
end $$;
create trigger buyers_are_only_erased before update on documents.buyer
  for each row execute function documents.only_forgotten();
revoke delete, truncate on documents.buyer from smartbooking_app;

create table documents.seller (
  vendor_id bigint not null,
  vat_id text not null,
  address text not null,
  bank_details text not null,
  recorder text not null,
  cashbox text not null,
  chain boolean not null,
  updated_at timestamptz not null,
  constraint seller_pkey primary key (vendor_id),
  constraint recorder_is_known check (recorder in ('none', 'manual', 'webkassa')),
  constraint webkassa_needs_a_cashbox check (recorder <> 'webkassa' or cashbox <> '')
);

create table documents.fiscal_receipt (
  vendor_id bigint not null,
  id uuid not null,
  booking_id uuid not null,
  kind text not null,
  cause text not null,
  basis text not null,
  currency text not null,
  amount_minor bigint not null,
  lines jsonb not null,
  cash boolean not null,
  recorder text not null,
  cashbox text not null,
  status text not null,
  tries integer not null default 0,
  next_try_at timestamptz,
  number text not null default '',
  registration text not null default '',
  url text not null default '',
  refusal text not null default '',
  made_at timestamptz,
  created_at timestamptz not null,
  constraint fiscal_receipt_pkey primary key (vendor_id, id),
  constraint fiscal_receipt_id_is_unique unique (id),
  constraint one_fiscal_receipt_per_movement unique (cause),
  constraint fiscal_kind_is_known check (kind in ('sale', 'prepay', 'settle', 'refund')),
  constraint fiscal_status_is_known check (status in ('waiting', 'manual', 'done', 'refused')),
  constraint fiscal_receipt_is_about_money check (amount_minor > 0),
  constraint done_has_a_number check ((status = 'done') = (number <> ''))
);
create index fiscal_by_booking on documents.fiscal_receipt (vendor_id, booking_id);
create index fiscal_to_send on documents.fiscal_receipt (next_try_at) where status = 'waiting';
revoke delete, truncate on documents.fiscal_receipt from smartbooking_app;
"""


def upgrade() -> None:
    execute_script(PAPERS)


def downgrade() -> None:
    execute_script("drop schema documents cascade")
