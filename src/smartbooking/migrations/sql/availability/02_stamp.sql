-- One stamp per vendor. A random value, never a counter: a change that was rolled back can not be mistaken for another.

create table availability.rule_stamp (
  vendor_id bigint primary key,
  stamp     uuid not null default gen_random_uuid()
);

create function availability.touch_stamp() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  changed jsonb := to_jsonb(case tg_op when 'DELETE' then old else new end);
begin
  insert into availability.rule_stamp (vendor_id) values ((changed ->> tg_argv[0])::bigint)
  on conflict (vendor_id) do update set stamp = gen_random_uuid();
  return null;
end $$;

do $$
declare
  watched text;
begin
  foreach watched in array array[
    'availability.booking_rules', 'availability.stay_restriction', 'availability.season', 'availability.weekly_hours',
    'availability.special_day', 'availability.holiday_policy', 'availability.closure', 'catalog.resource',
    'catalog.service', 'catalog.requirement', 'catalog.requirement_resource', 'vendors.venue']
  loop
    execute format('create trigger rules_changed after insert or update or delete on %s
                    for each row execute function availability.touch_stamp(''vendor_id'')', watched);
  end loop;
end $$;
create trigger rules_changed after insert or delete or update of status on vendors.vendor
  for each row execute function availability.touch_stamp('id');

insert into availability.rule_stamp (vendor_id) select id from vendors.vendor;

-- The stamp follows the tables above; nobody writes it by hand.
revoke insert, update, delete on availability.rule_stamp from smartbooking_app;
revoke all on function availability.touch_stamp() from public, smartbooking_app;
