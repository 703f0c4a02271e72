-- The ledger, part 3: counters derived from the claims, and the constraint that makes an oversell impossible.

create table availability.calendar (
  vendor_id   bigint     not null,
  resource_id bigint     not null,
  page        int        not null,
  capacity    int        not null,
  used        smallint[] not null,                -- places taken in each cell of the page

  primary key (vendor_id, resource_id, page),
  constraint no_oversell check (capacity >= all (used)),
  constraint no_negative_use check (0 <= all (used)),
  -- A change of capacity cascades into every page, where no_oversell checks it against what is sold.
  constraint calendar_follows_capacity foreign key (vendor_id, resource_id, capacity)
    references availability.resource (vendor_id, id, capacity) on update cascade
) with (fillfactor = 70);                         -- room for updates in place

-- Bit (day % 768) says "nothing left that day": a ring needs no base to shift, and one mask serves every row.
-- A row knows the days first_day .. first_day + 767; roll() moves the window on, no trigger reads a clock.
create table availability.full_days (
  vendor_id   bigint   not null,
  resource_id bigint   not null,
  first_day   int      not null,
  ring        bit(768) not null,

  primary key (vendor_id, resource_id),
  constraint full_days_of_a_resource foreign key (vendor_id, resource_id)
    references availability.resource on delete cascade
) with (fillfactor = 70);

-- Days and cells count from 2000-01-01; with grain 86400 they are the same.
create function availability.today() returns int
stable language sql
return (clock_timestamp() at time zone 'UTC')::date - date '2000-01-01';

-- The cells a span takes: half-open, rounded outward, pads included.
create function availability.cells(resource availability.resource, during tstzrange, nights daterange)
returns int4range
immutable language plpgsql as $$
declare
  epoch constant bigint := 946684800;             -- 2000-01-01 00:00 UTC in seconds of 1970
begin
  if resource.grain = 0 then
    return int4range(0, 1);
  end if;
  if resource.grain = 86400 then
    return int4range(
      lower(nights) - date '2000-01-01' - (resource.pad_before + 86399) / 86400,
      upper(nights) - date '2000-01-01' + (resource.pad_after + 86399) / 86400);
  end if;
  return int4range(
    floor((extract(epoch from lower(during)) - epoch - resource.pad_before) / resource.grain)::int,
    ceil((extract(epoch from upper(during)) - epoch + resource.pad_after) / resource.grain)::int);
end $$;

-- Adds `quantity` to the cells [first, last) of a page, counted from 0 within the page.
-- Saturates at 32767, above any capacity, so an absurd quantity is an oversell and not an arithmetic error.
create function availability.shift(used smallint[], first int, last int, quantity int) returns smallint[]
immutable parallel safe language plpgsql as $$
begin
  for i in greatest(first, 0) + 1 .. least(last, cardinality(used)) loop
    used[i] := least(used[i] + quantity, 32767);
  end loop;
  return used;
end $$;

-- Sets or clears the bits of those days, from `day` on, whose cell in `used` holds exactly `hit`.
create function availability.flip(ring bit, first_day int, day int, used int[], hit int, bit_value int)
returns bit
immutable language plpgsql as $$
begin
  for i in 1 .. cardinality(used) loop
    if used[i] = hit and day + i - 1 between first_day and first_day + 767 then
      ring := set_bit(ring, (day + i - 1) % 768, bit_value);
    end if;
  end loop;
  return ring;
end $$;
