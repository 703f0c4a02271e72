-- The ledger, part 9: resources follow the catalog, in the catalog's own transaction.

create function availability.on_resource() returns trigger
language plpgsql security definer as $$
begin
  if tg_when = 'AFTER' then
    -- The window keeps its place: only roll() moves it.
    perform availability.repaint(new.vendor_id, new.id, coalesce(
      (select first_day from availability.full_days where vendor_id = new.vendor_id and resource_id = new.id),
      availability.today() - 1));
    return null;
  end if;
  -- Only an empty resource may go or change its cells; pages full of zeros go first.
  if tg_op = 'DELETE' or new.grain <> old.grain then
    if current_setting('transaction_isolation') <> 'read committed' then
      raise feature_not_supported using message = 'needs READ COMMITTED';
    end if;
    delete from availability.calendar where vendor_id = old.vendor_id and resource_id = old.id and 0 = all (used);
    if exists (select from availability.calendar where vendor_id = old.vendor_id and resource_id = old.id) then
      raise foreign_key_violation using
        message = format('resource %s has live claims', old.id), constraint = 'claim_of_a_resource';
    end if;
  end if;
  return case tg_op when 'DELETE' then old else new end;
end $$;

create trigger empty_before_change before update of grain or delete on availability.resource
  for each row execute function availability.on_resource();
create trigger repaint_after_change after insert or update of capacity, grain on availability.resource
  for each row execute function availability.on_resource();

-- Lowering the capacity below what is sold fails here with no_oversell, and with it the change in the catalog.
create function availability.follow_catalog() returns trigger
language plpgsql security definer as $$
begin
  if tg_op = 'DELETE' then
    delete from availability.resource where vendor_id = old.vendor_id and id = old.id;
    return null;
  end if;
  if tg_op = 'INSERT' then
    insert into availability.resource (vendor_id, id, capacity, grain, accepts_claims)
      values (new.vendor_id, new.id, new.capacity, new.grain_seconds, new.status <> 'archived');
    return null;
  end if;
  if (new.vendor_id, new.id) <> (old.vendor_id, old.id) then
    raise feature_not_supported using message = 'a resource keeps its vendor and its number';
  end if;
  if new.grain_seconds <> old.grain_seconds then
    perform availability.regrain(new.vendor_id, new.id, new.grain_seconds);
  end if;
  update availability.resource
    set capacity = new.capacity, accepts_claims = new.status <> 'archived'
    where vendor_id = new.vendor_id and id = new.id
      and (capacity, accepts_claims) <> (new.capacity, new.status <> 'archived');
  return null;
end $$;

create trigger ledger_follows_catalog
  after insert or delete or update of vendor_id, id, capacity, grain_seconds, status on catalog.resource
  for each row execute function availability.follow_catalog();

-- Resources that were in the catalog before the ledger.
insert into availability.resource (vendor_id, id, capacity, grain, accepts_claims)
  select vendor_id, id, capacity, grain_seconds, status <> 'archived' from catalog.resource order by 1, 2;
