-- The ledger, part 8: upkeep. Correctness never waits for it; screens, disks and search do.
-- Rows that are locked are skipped and found again next time; resources are locked in id order as everywhere.

-- Gives back the places of holds that have run out, of up to `at_most` resources; returns how many. Takers do the
-- same by themselves, but until somebody does, an expired hold shows as busy. The resource is locked before its
-- holds, as a taker does: locked the other way round, a taker would skip them and be refused a free place.
create function availability.reap_expired(at_most int) returns int
language plpgsql security definer as $$
declare
  due    record;
  reaped int := 0;
begin
  for due in
    select distinct vendor_id, resource_id from availability.claim
    where kind = 'hold' and expires_at <= statement_timestamp()
    order by 1, 2 limit at_most
  loop
    perform from availability.resource
      where vendor_id = due.vendor_id and id = due.resource_id for no key update skip locked;
    if found then                                 -- otherwise somebody is taking there, and reaps
      reaped := reaped + availability.reap(due.vendor_id, due.resource_id);
    end if;
  end loop;
  return reaped;
end $$;

-- Moves the windows of full_days on to `day`. A window is repainted when it lags a month, so each row changes
-- twelve times a year and every row knows at least the days day - 1 .. day + 736. Returns how many were moved.
create function availability.roll(at_most int, day int) returns int
language plpgsql security definer as $$
declare
  due   record;
  moved int := 0;
begin
  for due in
    select vendor_id, resource_id from availability.full_days
    where first_day < day - 31 order by 1, 2 limit at_most
  loop
    perform from availability.resource
      where vendor_id = due.vendor_id and id = due.resource_id for no key update;
    perform availability.repaint(due.vendor_id, due.resource_id, day - 1);
    moved := moved + 1;
  end loop;
  return moved;
end $$;

-- The same for today by the clock of the database; this one the application may call.
create function availability.roll(at_most int) returns int
language sql security definer as $$
  select availability.roll(at_most, availability.today())
$$;

-- Moves the finished claims of one resource to history and drops its empty old pages. Deleting goes through the
-- guard, so counters and claims stay equal; and from then on nothing new may begin before what was moved.
create function availability.prune_resource(for_vendor bigint, for_resource bigint, before timestamptz)
returns int
language plpgsql security definer as $$
declare
  resource   availability.resource;
  moved      int;
  closed     int;
  first_kept int;
begin
  with finished as (
    delete from availability.claim where vendor_id = for_vendor and id in (
      select id from availability.claim
      where vendor_id = for_vendor and resource_id = for_resource and kind <> 'hold' and created_at < before
        and coalesce(upper(nights)::timestamp at time zone 'UTC', upper(during)) < before
      for update skip locked)
    returning *
  ), kept as (
    insert into availability.claim_history
      (vendor_id, id, resource_id, kind, booking_id, line, party, quantity, during, nights, reason, created_at,
       grain, cells)
    select vendor_id, id, resource_id, kind, booking_id, line, party, quantity, during, nights, reason, created_at,
           grain, cells
    from finished returning cells
  )
  select count(*), max(upper(cells)) into moved, closed from kept;

  select * into strict resource from availability.resource
    where vendor_id = for_vendor and id = for_resource for no key update;
  if closed > resource.closed_cells then
    update availability.resource set closed_cells = closed where vendor_id = for_vendor and id = for_resource;
  end if;
  first_kept := case resource.grain
    when 0 then case when coalesce(closed, resource.closed_cells) > 0 then 1 else 0 end
    else floor((extract(epoch from before) - 946684800) / resource.grain / resource.page_size)::int end;
  delete from availability.calendar
    where vendor_id = for_vendor and resource_id = for_resource and page < first_kept and 0 = all (used);
  return moved;
end $$;

-- Prunes up to `at_most` resources that have finished claims; returns the number of claims moved. What ended or
-- was written less than a week ago stays, whoever asks: nobody may hide the present this way.
create function availability.prune(before timestamptz, at_most int) returns int
language plpgsql security definer as $$
declare
  due   record;
  moved int := 0;
begin
  if before > statement_timestamp() - interval '7 days' then
    raise insufficient_privilege using message = 'only what ended a week ago may be moved to history';
  end if;
  for due in
    select distinct vendor_id, resource_id from availability.claim
    where kind <> 'hold' and created_at < before
      and coalesce(upper(nights)::timestamp at time zone 'UTC', upper(during)) < before
    order by 1, 2 limit at_most
  loop
    moved := moved + availability.prune_resource(due.vendor_id, due.resource_id, before);
  end loop;
  return moved;
end $$;

-- Changes the grain of a resource: parks every claim on empty cells, changes it, takes each claim back in, so the
-- guard itself decides anew. Refused when the claims do not fit the new cells, or a new claim came in between.
-- For the owner, off-peak, and with repeats: it may meet deadlocks (40P01, 40001) with running traffic.
create function availability.regrain(for_vendor bigint, for_resource bigint, new_grain int) returns void
language plpgsql security definer as $$
begin
  perform from availability.claim
    where vendor_id = for_vendor and resource_id = for_resource order by id for update;
  update availability.claim set cells = 'empty' where vendor_id = for_vendor and resource_id = for_resource;
  perform availability.reap(for_vendor, for_resource);
  update availability.resource
    set grain = new_grain,
        closed_cells = case
          when closed_cells = 0 then 0
          when grain > 0 and new_grain > 0 then ceil(closed_cells::numeric * grain / new_grain)::int
          else closed_cells end
    where vendor_id = for_vendor and id = for_resource;
  update availability.claim c
    set grain = r.grain, cells = availability.cells(r, c.during, c.nights)
    from availability.resource r
    where r.vendor_id = for_vendor and r.id = for_resource
      and c.vendor_id = for_vendor and c.resource_id = for_resource;
end $$;
