-- The ledger, part 10: least privilege. The application writes the truth, never what follows from it.
-- Functions find nothing but what they name: pg_temp comes last, so a temporary table or type shadows nothing.

do $$
declare
  routine text;
begin
  for routine in
    select oid::regprocedure from pg_proc where pronamespace = 'availability'::regnamespace
  loop
    execute format('alter function %s set search_path = pg_catalog, pg_temp', routine);
  end loop;
end $$;

revoke all on all tables in schema availability from public, smartbooking_app;
revoke all on all functions in schema availability from public, smartbooking_app;

grant usage on schema availability to smartbooking_app;
grant select on all tables in schema availability to smartbooking_app;

grant delete on availability.claim to smartbooking_app;
grant insert (vendor_id, id, resource_id, kind, booking_id, line, party, quantity, expires_at, during, nights, reason)
  on availability.claim to smartbooking_app;
grant update (resource_id, kind, booking_id, line, party, quantity, expires_at, during, nights, reason)
  on availability.claim to smartbooking_app;
-- Pads are a rule of the vendor; the right to write them is also the right to lock the row.
grant update (pad_before, pad_after) on availability.resource to smartbooking_app;

grant execute on function
  availability.today(),
  availability.cells(availability.resource, tstzrange, daterange),
  availability.shift(smallint[], int, int, int),
  availability.ring(bigint, bigint, int),
  availability.verify(bigint, bigint),
  availability.free_quantity(bigint, bigint, tstzrange, daterange),
  availability.free_starts(bigint, bigint[], timestamptz, timestamptz, int, int, int),
  availability.hold_many(bigint, bigint, tstzrange, daterange, int[], uuid[], int[], int[], interval),
  availability.move_claims(bigint, uuid, int[], bigint[], timestamptz[], timestamptz[], date[], date[], int[], int[]),
  availability.reap(bigint, bigint),
  availability.reap_expired(int),
  availability.roll(int),
  availability.prune(timestamptz, int)
  to smartbooking_app;
