-- The ledger, part 6: looks without a lock. They may be a moment old; the hold decides.

-- Places left over the whole span; null when there is no such resource or the span does not fit its grain.
create function availability.free_quantity(
  for_vendor bigint, for_resource bigint, during tstzrange, nights daterange) returns int
stable language plpgsql as $$
declare
  resource availability.resource;
  wanted   int4range;
  size     int;
  busiest  int;
begin
  select * into resource from availability.resource where vendor_id = for_vendor and id = for_resource;
  if not found then
    return null;
  end if;
  wanted := availability.cells(resource, during, nights);
  if wanted is null or isempty(wanted) or lower(wanted) is null then
    return null;
  end if;
  if not resource.accepts_claims or lower(wanted) < resource.closed_cells then
    return 0;
  end if;
  size := resource.page_size;
  select max(counted) into busiest
    from availability.calendar k,
         unnest(k.used[greatest(lower(wanted) - k.page * size, 0) + 1:upper(wanted) - k.page * size]) counted
    where k.vendor_id = for_vendor and k.resource_id = for_resource
      and k.page between lower(wanted) / size and (upper(wanted) - 1) / size;
  return greatest(resource.capacity - coalesce(busiest, 0), 0);
end $$;

-- The first `wanted_starts` starts in [from_instant, to_instant) at which `places` places of one of the resources
-- are free for `seconds`. Looks for gaps between blocked cells that are long enough; ask day by day and stop early.
create function availability.free_starts(
  for_vendor bigint, resources bigint[], from_instant timestamptz, to_instant timestamptz,
  seconds int, places int, wanted_starts int)
returns table (resource_id bigint, starts timestamptz)
stable language sql as $$
  with wanted as (
    select id, grain, page_size, capacity, before,
           first_cell - before as first_cell,
           last_cell + (seconds + pad_after + grain - 1) / grain - (seconds + grain - 1) / grain as last_cell,
           before + (seconds + pad_after + grain - 1) / grain as length
    from availability.resource,
    lateral (select (pad_before + grain - 1) / grain as before,
                    ceil((extract(epoch from from_instant) - 946684800) / grain)::int as first_cell,
                    floor((extract(epoch from to_instant) - 946684800) / grain)::int as last_cell) bounds
    where vendor_id = for_vendor and id = any (resources) and grain > 0 and accepts_claims
  ), blocked as (
    select w.*, k.page * w.page_size + position::int - 1 as cell
    from wanted w
    join availability.calendar k on k.vendor_id = for_vendor and k.resource_id = w.id
      and k.page between w.first_cell / w.page_size and w.last_cell / w.page_size,
    unnest(k.used) with ordinality counted(used, position)
    where counted.used > k.capacity - places
      and k.page * w.page_size + position - 1 between w.first_cell and w.last_cell - 1
    union all
    select w.*, w.last_cell from wanted w where places <= w.capacity
  ), gap as (
    select *, coalesce(lag(cell) over (partition by id order by cell) + 1, first_cell) as opens from blocked
  )
  select id, timestamptz '2000-01-01 00:00+00' + (start + before) * grain * interval '1 second'
  from gap, generate_series(opens, cell - length) start
  where cell - opens >= length
  order by 2, 1
  limit wanted_starts
$$;
