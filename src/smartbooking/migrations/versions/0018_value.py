"""Value: gift cards, their movements that nobody changes, and what a booking was paid with them."""

from __future__ import annotations

from smartbooking.migrations.script import execute_script

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

TABLES = """
create schema if not exists value;

create table value.account (
  vendor_id bigint not null,
  id uuid not null,
  kind text not null,
  currency text not null,
  balance_minor bigint not null default 0,
  code_hash bytea,
  tail text,
  holder_name text,
  holder_phone text,
  holder_email text,
  note text not null default '',
  issued_at timestamptz not null,
  valid_until timestamptz not null,
  frozen_at timestamptz,
  version int not null default 1,
  constraint account_pkey primary key (vendor_id, id),
  constraint value_id_is_unique unique (id),
  constraint code_is_unique unique (code_hash),
  constraint balance_is_never_negative check (balance_minor >= 0),
  constraint value_kind_is_known check (kind in ('gift_card')),
  constraint value_currency_is_a_code check (currency ~ '^[A-Z]{3}$'),
  constraint gift_cards_last_three_years check (
    valid_until > issued_at and valid_until <= issued_at + interval '3 years')
);
create index account_by_issue on value.account (vendor_id, issued_at desc, id desc);
create index account_by_tail on value.account (vendor_id, tail);

create table value.movement (
  vendor_id bigint not null,
  card_id uuid not null,
  number int not null,
  kind text not null,
  amount_minor bigint not null,
  balance_minor bigint not null,
  cause text not null,
  booking_id uuid,
  at timestamptz not null,
  actor text not null,
  note text not null default '',
  constraint movement_pkey primary key (vendor_id, card_id, number),
  constraint one_movement_per_cause unique (cause),
  constraint movement_of_account foreign key (vendor_id, card_id) references value.account (vendor_id, id),
  constraint movement_kind_is_known check (
    kind in ('issued', 'topped_up', 'redeemed', 'given_back', 'paid_out', 'coded', 'frozen', 'released', 'prolonged')),
  constraint movement_has_its_sign check (case
    when kind in ('issued', 'topped_up', 'given_back') then amount_minor > 0
    when kind in ('redeemed', 'paid_out') then amount_minor < 0
    else amount_minor = 0 end)
);
create index movement_by_booking on value.movement (vendor_id, booking_id) where booking_id is not null;

-- A movement moves the balance under the lock of its account, whose check decides; a cause that moved value already
-- moves none.
create function value.moves() returns trigger language plpgsql security definer set search_path = value, pg_temp as $$
begin
  perform 1 from account where vendor_id = new.vendor_id and id = new.card_id for update;
  if exists (select from movement where cause = new.cause) then
    return null;
  end if;
  update account set balance_minor = balance_minor + new.amount_minor, version = version + 1
    where vendor_id = new.vendor_id and id = new.card_id
    returning balance_minor, version - 1 into new.balance_minor, new.number;
  return new;
end $$;
create trigger movements_move before insert on value.movement for each row execute function value.moves();

create function value.stays() returns trigger language plpgsql as $$
begin
  raise exception 'movements are not rewritten: write the opposite instead' using errcode = 'restrict_violation';
end $$;
create trigger movements_stay before update or delete or truncate on value.movement
  for each statement execute function value.stays();
revoke update, delete, truncate on value.movement from smartbooking_app;
revoke insert, update, delete, truncate on value.account from smartbooking_app;
grant insert (vendor_id, id, kind, currency, holder_name, holder_phone, holder_email, note, issued_at, valid_until)
  on value.account to smartbooking_app;
grant update (code_hash, tail, holder_name, holder_phone, holder_email, note, valid_until, frozen_at) on value.account
  to smartbooking_app;
"""


def upgrade() -> None:
    execute_script(TABLES)


def downgrade() -> None:
    execute_script("drop schema value cascade")
