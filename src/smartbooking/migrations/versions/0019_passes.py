"""Passes: plans, sold passes, and their movements that nobody changes."""

from __future__ import annotations

from smartbooking.migrations.script import execute_script

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

TABLES = """
create table value.pass_plan (
  vendor_id bigint not null,
  id uuid not null,
  name jsonb not null,
  price_minor bigint not null,
  currency text not null,
  visits int not null,
  days int not null,
  starts text not null,
  freeze_days int not null default 0,
  counted text not null,
  visits_each int not null default 1,
  everything boolean not null,
  resource_ids bigint[] not null default '{}',
  service_ids bigint[] not null default '{}',
  on_sale boolean not null default true,
  version int not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint pass_plan_pkey primary key (vendor_id, id),
  constraint every_visit_is_worth_something check (price_minor >= visits),
  constraint plan_sells_visits check (visits between 1 and 1000 and visits_each between 1 and 100),
  constraint passes_last_three_years check (days >= 1 and freeze_days >= 0 and days + freeze_days <= 1095),
  constraint plan_words_are_known check (
    starts in ('sale', 'first_visit') and counted in ('person', 'booking')),
  constraint plan_currency_is_a_code check (currency ~ '^[A-Z]{3}$')
);

create table value.pass (
  vendor_id bigint not null,
  id uuid not null,
  plan_id uuid not null,
  terms jsonb not null,
  currency text not null,
  visits_left int not null default 0,
  owed_minor bigint not null default 0,
  code_hash bytea,
  tail text,
  holder_name text,
  holder_phone text,
  holder_email text,
  note text not null default '',
  issued_at timestamptz not null,
  valid_until timestamptz not null,
  started_at timestamptz,
  frozen_at timestamptz,
  frozen_days int not null default 0,
  version int not null default 1,
  constraint pass_pkey primary key (vendor_id, id),
  constraint pass_id_is_unique unique (id),
  constraint pass_code_is_unique unique (code_hash),
  constraint pass_of_plan foreign key (vendor_id, plan_id) references value.pass_plan (vendor_id, id),
  constraint visits_are_never_negative check (visits_left >= 0),
  constraint visits_and_what_is_owed_end_together check (owed_minor >= 0 and (visits_left > 0) = (owed_minor > 0)),
  constraint pass_lasts_three_years check (
    valid_until > issued_at and valid_until <= issued_at + interval '3 years'),
  constraint pass_currency_is_a_code check (currency ~ '^[A-Z]{3}$')
);
create index pass_by_issue on value.pass (vendor_id, issued_at desc, id desc);
create index pass_by_tail on value.pass (vendor_id, tail);

create table value.pass_movement (
  vendor_id bigint not null,
  pass_id uuid not null,
  number int not null,
  kind text not null,
  visits int not null,
  visits_left int not null,
  amount_minor bigint not null,
  owed_minor bigint not null,
  cause text not null,
  booking_id uuid,
  line int,
  at timestamptz not null,
  actor text not null,
  note text not null default '',
  constraint pass_movement_pkey primary key (vendor_id, pass_id, number),
  constraint one_pass_movement_per_cause unique (cause),
  constraint movement_of_pass foreign key (vendor_id, pass_id) references value.pass (vendor_id, id),
  constraint pass_movement_kind_is_known check (
    kind in ('issued', 'redeemed', 'given_back', 'paid_out', 'coded', 'frozen', 'released', 'prolonged')),
  constraint pass_movement_has_its_sign check (case
    when kind in ('issued', 'given_back') then visits > 0 and amount_minor > 0
    when kind in ('redeemed', 'paid_out') then visits < 0 and amount_minor < 0
    else visits = 0 and amount_minor = 0 end)
);
create index pass_movement_by_booking on value.pass_movement (vendor_id, booking_id) where booking_id is not null;

-- As with gift cards: a movement moves both sums under the lock of its pass, whose checks decide; a cause that moved
-- something already moves nothing.
create function value.pass_moves() returns trigger language plpgsql security definer
  set search_path = value, pg_temp as $$
begin
  perform 1 from pass where vendor_id = new.vendor_id and id = new.pass_id for update;
  if exists (select from pass_movement where cause = new.cause) then
    return null;
  end if;
  update pass set visits_left = visits_left + new.visits, owed_minor = owed_minor + new.amount_minor,
      version = version + 1
    where vendor_id = new.vendor_id and id = new.pass_id
    returning visits_left, owed_minor, version - 1 into new.visits_left, new.owed_minor, new.number;
  return new;
end $$;
create trigger pass_movements_move before insert on value.pass_movement
  for each row execute function value.pass_moves();
create trigger pass_movements_stay before update or delete or truncate on value.pass_movement
  for each statement execute function value.stays();
revoke delete, truncate on value.pass_plan from smartbooking_app;
revoke update, delete, truncate on value.pass_movement from smartbooking_app;
revoke insert, update, delete, truncate on value.pass from smartbooking_app;
grant insert (vendor_id, id, plan_id, terms, currency, holder_name, holder_phone, holder_email, note, issued_at,
  valid_until) on value.pass to smartbooking_app;
grant update (code_hash, tail, holder_name, holder_phone, holder_email, note, valid_until, started_at, frozen_at,
  frozen_days) on value.pass to smartbooking_app;
"""


def upgrade() -> None:
    execute_script(TABLES)


def downgrade() -> None:
    execute_script("""
drop table value.pass_movement, value.pass, value.pass_plan;
drop function value.pass_moves();
""")
