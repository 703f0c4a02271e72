-- The ledger, part 4: the triggers through which every claim passes.

-- Before each row: computes the cells and nothing else. A change of kind or expiry keeps the cells, even if the
-- pads of the resource have changed since.
create function availability.prepare() returns trigger
language plpgsql security definer as $$
declare
  resource  availability.resource;
  same_span boolean := false;
begin
  if tg_op = 'UPDATE' then
    same_span := (new.resource_id, new.during, new.nights)
      is not distinct from (old.resource_id, old.during, old.nights);
    if same_span and (new.expires_at, new.quantity) is not distinct from (old.expires_at, old.quantity) then
      return new;
    end if;
  end if;
  -- Whoever changes what a hold takes must still have it: an expired one could be reaped by this very statement.
  if new.kind = 'hold' and new.expires_at <= clock_timestamp() then
    raise check_violation using message = 'the hold has already expired', constraint = 'hold_ends_in_the_future';
  end if;
  if same_span then
    return new;
  end if;

  select * into resource from availability.resource r
    where r.vendor_id = new.vendor_id and r.id = new.resource_id;
  if not found then
    raise foreign_key_violation using
      message = format('vendor %s has no resource %s', new.vendor_id, new.resource_id),
      constraint = 'claim_of_a_resource';
  end if;
  new.grain := resource.grain;
  -- Without the right span the cells have no bounds, and the constraint span_fits_grain says so by name.
  new.cells := availability.cells(resource, new.during, new.nights);
  return new;
end $$;

-- Deletes the expired holds of one resource and counts them; the caller holds its lock. statement_timestamp(): a
-- statement never reaps a hold of its own. SKIP LOCKED: such a hold is being confirmed or extended at this moment.
create function availability.reap(for_vendor bigint, for_resource bigint) returns int
language plpgsql security definer as $$
declare
  reaped int := 0;
begin
  if exists (
    select from availability.claim
    where vendor_id = for_vendor and resource_id = for_resource
      and kind = 'hold' and expires_at <= statement_timestamp()
  ) then
    delete from availability.claim where vendor_id = for_vendor and id in (
      select id from availability.claim
      where vendor_id = for_vendor and resource_id = for_resource
        and kind = 'hold' and expires_at <= statement_timestamp()
      for update skip locked);
    get diagnostics reaped = row_count;
  end if;
  return reaped;
end $$;

-- After each statement: nets the deltas of all its rows, locks each resource once in id order, lets its expired
-- holds die, frees before it takes. A change that moves nothing (confirm, extend) nets to zero and locks nothing.
create function availability.guard() returns trigger
language plpgsql security definer as $$
declare
  deltas   refcursor;
  delta    record;
  resource availability.resource;
  refused  boolean;
  size     int;                                   -- cells per page
  first    int;                                   -- the delta's cells within the page: [first, last)
  last     int;
  counts   smallint[];                            -- the page after the change
  hit      int;                                   -- what a cell holds that has just become, or ceased to be, full
begin
  if tg_op = 'INSERT' then
    open deltas for
      select vendor_id, resource_id, grain, cells, sum(quantity)::int quantity
      from taken group by 1, 2, 3, 4 order by 1, 2;
  elsif tg_op = 'DELETE' then
    open deltas for
      select vendor_id, resource_id, grain, cells, -sum(quantity)::int quantity
      from freed where not isempty(cells) group by 1, 2, 3, 4 order by 1, 2;
  else
    open deltas for
      select vendor_id, resource_id, grain, cells, sum(quantity)::int quantity
      from (
        select vendor_id, resource_id, grain, cells, -quantity quantity from freed
        union all
        select vendor_id, resource_id, grain, cells, quantity from taken) both_sides
      where not isempty(cells) group by 1, 2, 3, 4 having sum(quantity) <> 0 order by 1, 2, 5;
  end if;

  loop
    fetch deltas into delta;
    exit when not found;

    if (resource.vendor_id, resource.id) is distinct from (delta.vendor_id, delta.resource_id) then
      select * into resource from availability.resource r
        where r.vendor_id = delta.vendor_id and r.id = delta.resource_id for no key update;
      -- prepare() has computed the cells without a lock; the resource may have changed in between.
      if resource.grain is distinct from delta.grain then
        raise serialization_failure using message = 'the resource has changed meanwhile: repeat';
      end if;
      if tg_op <> 'DELETE' then
        perform availability.reap(resource.vendor_id, resource.id);
      end if;
      size := resource.page_size;
    end if;

    -- Rare: an archived resource takes no newcomers, and nothing new may begin in a past that is already closed.
    -- Claims that are there may still shrink, or grow at their end.
    if delta.quantity > 0
       and (not resource.accepts_claims or lower(delta.cells) < resource.closed_cells) then
      if tg_op = 'INSERT' then
        refused := true;
      else
        select exists (
          select from taken join freed using (vendor_id, id)
          where taken.resource_id = resource.id and taken.vendor_id = resource.vendor_id
            and not isempty(freed.cells)
            and (freed.resource_id <> taken.resource_id
              or lower(taken.cells) < resource.closed_cells
                 and (lower(taken.cells) < lower(freed.cells) or taken.quantity > freed.quantity))
        ) into refused;
      end if;
      if refused then
        raise check_violation using
          message = format('resource %s takes no such claim', resource.id),
          constraint = case when resource.accepts_claims then 'history_is_closed' else 'resource_takes_claims' end;
      end if;
    end if;

    for page_number in lower(delta.cells) / size .. (upper(delta.cells) - 1) / size loop
      first := greatest(lower(delta.cells) - page_number * size, 0);
      last := least(upper(delta.cells) - page_number * size, size);
      update availability.calendar k
        set used = availability.shift(used, first, last, delta.quantity)
        where k.vendor_id = resource.vendor_id and k.resource_id = resource.id and k.page = page_number
        returning used into counts;
      if not found then
        -- ON CONFLICT is for REPEATABLE READ, where a page may exist unseen: 40001 instead of a duplicate key.
        insert into availability.calendar as k (vendor_id, resource_id, page, capacity, used)
          values (resource.vendor_id, resource.id, page_number, resource.capacity,
            availability.shift(array_fill(0::smallint, array[size]), first, last, delta.quantity))
          on conflict (vendor_id, resource_id, page)
            do update set used = availability.shift(k.used, first, last, delta.quantity)
          returning used into counts;
      end if;

      hit := resource.capacity + least(delta.quantity, 0);
      if hit = any (counts[first + 1:last]) then
        if resource.grain = 86400 then
          update availability.full_days
            set ring = availability.flip(ring, first_day, page_number * size + first, counts[first + 1:last],
                                         hit, (delta.quantity > 0)::int)
            where vendor_id = resource.vendor_id and resource_id = resource.id;
        elsif resource.grain > 0 and (delta.quantity < 0 or hit <= all (counts)) then
          update availability.full_days
            set ring = availability.flip(ring, first_day, page_number, array[hit], hit, (delta.quantity > 0)::int)
            where vendor_id = resource.vendor_id and resource_id = resource.id;
        end if;
      end if;
    end loop;
  end loop;
  close deltas;
  return null;
end $$;

create trigger prepare_claim before insert or update on availability.claim
  for each row execute function availability.prepare();
create trigger guard_insert after insert on availability.claim
  referencing new table as taken execute function availability.guard();
create trigger guard_delete after delete on availability.claim
  referencing old table as freed execute function availability.guard();
create trigger guard_update after update on availability.claim
  referencing old table as freed new table as taken execute function availability.guard();
