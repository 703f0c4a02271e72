-- The ledger, part 7: verbs that need more than one plain statement. They run with the rights of the caller, so
-- they can do nothing the caller could not do row by row.

-- One batch of holds for a hot resource: first come, first served. One row per request that got its places, numbered
-- from 1 as asked; a missing number had no room. A request that does not fit never spoils the batch.
create function availability.hold_many(
  for_vendor bigint, for_resource bigint, during tstzrange, nights daterange,
  quantities int[], bookings uuid[], lines int[], parties int[], hold_for interval)
returns table (request int, claim_id uuid, expires_at timestamptz)
language plpgsql as $$
declare
  ids  uuid[] := array_fill(null::uuid, array[cardinality(quantities)]);
  room int := availability.free_quantity(for_vendor, for_resource, during, nights);
  ends timestamptz;
begin
  -- Sold out is said without queueing for the lock, unless an expired hold could make room.
  if room <= 0 and not exists (
    select from availability.claim c
    where c.vendor_id = for_vendor and c.resource_id = for_resource
      and c.kind = 'hold' and c.expires_at <= statement_timestamp()
  ) then
    return;
  end if;

  perform from availability.resource where vendor_id = for_vendor and id = for_resource for no key update;
  if not found then
    raise foreign_key_violation using
      message = format('vendor %s has no resource %s', for_vendor, for_resource), constraint = 'claim_of_a_resource';
  end if;
  perform availability.reap(for_vendor, for_resource);
  -- A span that does not fit the grain has no answer here; the insert then says which constraint it breaks.
  room := coalesce(availability.free_quantity(for_vendor, for_resource, during, nights), 32767);
  for i in 1 .. cardinality(quantities) loop
    if quantities[i] <= room then
      ids[i] := uuidv7();
      room := room - quantities[i];
    end if;
  end loop;

  ends := clock_timestamp() + hold_for;
  insert into availability.claim
    (vendor_id, id, resource_id, kind, quantity, expires_at, during, nights, booking_id, line, party)
  select for_vendor, ids[i], for_resource, 'hold', quantities[i], ends,
         hold_many.during, hold_many.nights, bookings[i], lines[i], parties[i]
  from generate_subscripts(ids, 1) i where ids[i] is not null;
  return query select i, ids[i], ends from generate_subscripts(ids, 1) i where ids[i] is not null order by i;
end $$;

-- Gives the named lines of a booking new claims, all or nothing, and leaves its other lines alone. Claims of a line
-- are paired with their successors; what is left over is freed, what is missing is added. Returns the number of
-- claims the lines have now, 0 when the booking has none at all (its hold was lost).
create function availability.move_claims(
  for_vendor bigint, for_booking uuid, lines int[], resources bigint[],
  starts timestamptz[], ends timestamptz[], arrivals date[], departures date[],
  quantities int[], parties int[])
returns int
language plpgsql as $$
declare
  model   availability.claim;                     -- kind and expiry the newcomers share
  old_ids uuid[];
  heirs   uuid[];                                 -- per wanted claim: the old claim it takes over, or null
begin
  select * into model from availability.claim
    where vendor_id = for_vendor and booking_id = for_booking order by id limit 1 for update;
  if not found then
    return 0;
  end if;
  select coalesce(array_agg(id), '{}') into old_ids from (
    select id from availability.claim
    where vendor_id = for_vendor and booking_id = for_booking and line = any (lines)
    order by id for update) locked;

  -- Up to three statements follow, so the locks of all of them are taken first, in order.
  perform from availability.resource
    where vendor_id = for_vendor and id in (
      select unnest(resources)
      union select resource_id from availability.claim where vendor_id = for_vendor and id = any (old_ids))
    order by id for no key update;

  select array_agg(old.id order by wanted.i) into heirs
  from (select i, lines[i] as line, row_number() over (partition by lines[i] order by resources[i], i) as place
        from generate_subscripts(lines, 1) i) wanted
  left join (select id, line, row_number() over (partition by line order by resource_id, id) as place
             from availability.claim where vendor_id = for_vendor and id = any (old_ids)) old using (line, place);

  -- Free first, then move, then add: no state in between holds more than the old or the new one needs.
  delete from availability.claim
    where vendor_id = for_vendor and id = any (old_ids) and array_position(heirs, id) is null;
  update availability.claim c
    set resource_id = resources[i], quantity = quantities[i], party = parties[i],
        during = case when starts[i] is not null then tstzrange(starts[i], ends[i]) end,
        nights = case when arrivals[i] is not null then daterange(arrivals[i], departures[i]) end
    from generate_subscripts(heirs, 1) i
    where c.vendor_id = for_vendor and c.id = heirs[i];
  insert into availability.claim
    (vendor_id, resource_id, kind, expires_at, booking_id, line, quantity, party, during, nights)
  select for_vendor, resources[i], model.kind, model.expires_at, for_booking, lines[i], quantities[i], parties[i],
         case when starts[i] is not null then tstzrange(starts[i], ends[i]) end,
         case when arrivals[i] is not null then daterange(arrivals[i], departures[i]) end
  from generate_subscripts(heirs, 1) i where heirs[i] is null;
  return cardinality(lines);
end $$;
