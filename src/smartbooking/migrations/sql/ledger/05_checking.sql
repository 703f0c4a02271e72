-- The ledger, part 5: what the derived tables must say, straight from the truth; verify and rebuild.

create view availability.expected_cell as
  select vendor_id, resource_id, cell, sum(quantity)::int used
  from availability.claim, generate_series(lower(cells), upper(cells) - 1) cell
  group by 1, 2, 3;

create view availability.actual_cell as
  select k.vendor_id, k.resource_id, r.grain, k.capacity,
         k.page * r.page_size + position::int - 1 cell, counted.used::int used
  from availability.calendar k
  join availability.resource r on r.vendor_id = k.vendor_id and r.id = k.resource_id,
  unnest(k.used) with ordinality counted(used, position);

-- Days on which nothing is left: a night that is full, or a day of slots without one free cell.
-- Sessions have no days; read their page.
create view availability.full_day as
  select vendor_id, resource_id, cell as day
  from availability.actual_cell where grain = 86400 and used >= capacity
  union all
  select k.vendor_id, k.resource_id, k.page
  from availability.calendar k
  join availability.resource r on r.vendor_id = k.vendor_id and r.id = k.resource_id
  where r.grain between 1 and 86399 and k.capacity <= all (k.used);

create function availability.ring(for_vendor bigint, for_resource bigint, from_day int) returns bit(768)
stable language sql
return coalesce(
  (select bit_or(set_bit(repeat('0', 768)::bit(768), day % 768, 1))
   from availability.full_day
   where vendor_id = for_vendor and resource_id = for_resource and day between from_day and from_day + 767),
  repeat('0', 768)::bit(768));

-- One snapshot, no lock. No rows: healthy.
create function availability.verify(for_vendor bigint, for_resource bigint default null)
returns table (resource_id bigint, what text, cell int, expected text, found text)
stable language sql as $$
  select resource_id, 'calendar', cell, coalesce(e.used, 0)::text, coalesce(a.used, 0)::text
  from (select * from availability.expected_cell
        where vendor_id = for_vendor and (for_resource is null or resource_id = for_resource)) e
  full join (select * from availability.actual_cell
        where vendor_id = for_vendor and (for_resource is null or resource_id = for_resource) and used <> 0) a
    using (resource_id, cell)
  where e.used is distinct from a.used
  union all
  select resource_id, 'oversold', cell, capacity::text, used::text
  from availability.actual_cell
  where vendor_id = for_vendor and (for_resource is null or resource_id = for_resource) and used > capacity
  union all
  select resource_id, 'full_days', null, 'as the calendar', 'differs'
  from availability.full_days
  where vendor_id = for_vendor and (for_resource is null or resource_id = for_resource)
    and ring <> availability.ring(vendor_id, resource_id, first_day)
  union all
  select c.resource_id, 'grain of claim', lower(c.cells), r.grain::text, c.grain::text
  from availability.claim c
  left join availability.resource r on r.vendor_id = c.vendor_id and r.id = c.resource_id
  where c.vendor_id = for_vendor and (for_resource is null or c.resource_id = for_resource)
    and r.grain is distinct from c.grain
  union all
  select c.id, 'catalog', null, format('capacity %s, grain %s', c.capacity, c.grain_seconds),
         case when r.id is null then 'missing' else format('capacity %s, grain %s', r.capacity, r.grain) end
  from catalog.resource c
  left join availability.resource r on r.vendor_id = c.vendor_id and r.id = c.id
  where c.vendor_id = for_vendor and (for_resource is null or c.id = for_resource)
    and (r.capacity, r.grain) is distinct from (c.capacity, c.grain_seconds)
$$;

create function availability.repaint(for_vendor bigint, for_resource bigint, from_day int) returns void
language sql as $$
  insert into availability.full_days (vendor_id, resource_id, first_day, ring)
    values (for_vendor, for_resource, from_day, availability.ring(for_vendor, for_resource, from_day))
  on conflict (vendor_id, resource_id) do update
    set ring = excluded.ring, first_day = excluded.first_day
    where (full_days.ring, full_days.first_day) <> (excluded.ring, excluded.first_day)
$$;

-- Derived tables anew from the truth, under the lock. For the owner: mending is not the application's business.
create function availability.rebuild(for_vendor bigint, for_resource bigint) returns void
language plpgsql security definer as $$
declare
  resource availability.resource;
begin
  select * into strict resource from availability.resource
    where vendor_id = for_vendor and id = for_resource for no key update;
  delete from availability.calendar where vendor_id = for_vendor and resource_id = for_resource;
  insert into availability.calendar (vendor_id, resource_id, page, capacity, used)
    select for_vendor, for_resource, page, resource.capacity,
           array_agg(coalesce(used, 0)::smallint order by place)
    from (select distinct cell / resource.page_size page from availability.expected_cell
          where vendor_id = for_vendor and resource_id = for_resource) pages
    cross join generate_series(0, resource.page_size - 1) place
    left join (select cell, used from availability.expected_cell
               where vendor_id = for_vendor and resource_id = for_resource) expected
      on cell = page * resource.page_size + place
    group by page;
  perform availability.repaint(for_vendor, for_resource, availability.today() - 1);
end $$;
