"""The price book: everything the prices of some offers depend on, in one round trip."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import JSONB

from smartbooking.infra.db import ReadTx
from smartbooking.pricing.domain import Offer, PriceBook
from smartbooking.pricing.repository.rows import fee_of, promo_of, rate_of, rule_of, tax_of

# Rates by primary key, one row per offer; rules and fees by vendor (tens of rows) over their primary keys;
# the promo code by its unique key and the customer's uses over one_redemption_per_customer_slot.
_BOOK = text("""
    with wanted as (
        select * from unnest(cast(:vendors as bigint[]), cast(:kinds as text[]), cast(:ids as bigint[]))
            as offer (vendor_id, offer_kind, offer_id)
    )
    select
        (select coalesce(jsonb_agg(to_jsonb(r)), '[]') from pricing.rate r
            join wanted using (vendor_id, offer_kind, offer_id)) as rates,
        (select coalesce(jsonb_agg(to_jsonb(r)), '[]') from pricing.price_rule r
            where r.vendor_id = any(cast(:vendors as bigint[])) and r.active
              and (r.offer_id is null or (r.vendor_id, r.offer_kind, r.offer_id) in (select * from wanted))) as rules,
        (select coalesce(jsonb_agg(to_jsonb(f)), '[]') from pricing.fee f
            where f.vendor_id = any(cast(:vendors as bigint[])) and f.active
              and (f.offer_id is null or (f.vendor_id, f.offer_kind, f.offer_id) in (select * from wanted))) as fees,
        (select coalesce(jsonb_agg(to_jsonb(t)), '[]') from pricing.tax_setting t
            where t.vendor_id = any(cast(:vendors as bigint[]))) as taxes,
        (select to_jsonb(p) || jsonb_build_object('customer_uses', (
                select count(*) from pricing.promo_redemption u
                where u.vendor_id = p.vendor_id and u.promo_id = p.id
                  and u.customer_key = :customer_key and u.released_at is null))
            from pricing.promo_code p
            where p.vendor_id = any(cast(:vendors as bigint[])) and p.code = upper(:promo_code)) as promo
""").columns(rates=JSONB, rules=JSONB, fees=JSONB, taxes=JSONB, promo=JSONB)


async def load_book(
    read: ReadTx, offers: Sequence[Offer], *, promo_code: str | None = None, customer_key: str = ""
) -> PriceBook:
    """The book for these offers (any vendors). With a promo code all offers must be of one vendor."""
    wanted = sorted(set(offers))
    result = await read.execute(
        _BOOK,
        {
            "vendors": [offer.vendor_id for offer in wanted],
            "kinds": [offer.kind.value for offer in wanted],
            "ids": [offer.id for offer in wanted],
            "promo_code": promo_code,
            "customer_key": customer_key,
        },
    )
    row = result.one()
    rates = [rate_of(rate) for rate in row.rates]
    return PriceBook(
        rates={rate.offer: rate for rate in rates},
        rules=tuple(rule_of(rule) for rule in row.rules),
        fees=tuple(fee_of(fee) for fee in row.fees),
        taxes={tax["vendor_id"]: tax_of(tax) for tax in row.taxes},
        promo=promo_of(row.promo) if row.promo else None,
    )
