"""Comparing the books with the payments they are about; reads only."""

from __future__ import annotations

from sqlalchemy import text

from smartbooking.infra.db import ReadTx

_CAPTURED = text("""
    with booked as (
      select p.attempt_id, e.currency, sum(e.amount_minor)::bigint as minor
      from books.posting p join books.entry e on e.vendor_id = p.vendor_id and e.posting_id = p.id
      where p.kind in ('captured', 'put_aside') and e.account ~ '^(clearing:|till:|(gift_card|pass)$)'
      group by p.attempt_id, e.currency
    )
    select coalesce(a.id, b.attempt_id)::text as subject, coalesce(a.captured_minor, 0) as expected,
           coalesce(b.minor, 0) as found
    from (select id, captured_minor, coalesce(provider_currency, currency) as currency
          from payments.attempt where captured_minor > 0) a
    full join booked b on b.attempt_id = a.id and b.currency = a.currency
    where coalesce(a.captured_minor, 0) <> coalesce(b.minor, 0) order by 1
""")
_REFUNDED = text("""
    with booked as (
      select p.refund_id, p.kind, -sum(e.amount_minor)::bigint as minor
      from books.posting p join books.entry e on e.vendor_id = p.vendor_id and e.posting_id = p.id
      where (p.kind = 'refund_paid' and e.account ~ '^(clearing:|till:|(gift_card|pass)$)')
         or (p.kind in ('refund_promised', 'refund_failed') and e.account = 'customer')
      group by p.refund_id, p.kind
    )
    select r.id::text as subject, b.kind as what, expected, coalesce(found.minor, 0) as found
    from payments.refund r
    cross join lateral (values ('refund_promised', r.amount_minor),
      ('refund_paid', case r.status when 'succeeded' then r.amount_minor else 0 end),
      ('refund_failed', case r.status when 'failed' then -r.amount_minor else 0 end)) as b (kind, expected)
    left join booked found on found.refund_id = r.id and found.kind = b.kind
    where expected <> coalesce(found.minor, 0) order by 1, 2
""")


async def captures_that_differ(read: ReadTx) -> list[tuple[str, int, int]]:
    """Attempts whose money in the books is not what the provider took: attempt, expected, found."""
    return [(row.subject, row.expected, row.found) for row in await read.execute(_CAPTURED)]


async def refunds_that_differ(read: ReadTx) -> list[tuple[str, str, int, int]]:
    """Refunds whose postings are not what happened: refund, kind of posting, expected, found."""
    return [(row.subject, row.what, row.expected, row.found) for row in await read.execute(_REFUNDED)]
