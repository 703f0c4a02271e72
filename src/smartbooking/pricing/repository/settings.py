"""What vendors set: rates, rules, fees, promo codes, tax."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, func, insert, select, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import insert as upsert

from smartbooking.infra.db import ReadTx, Tx
from smartbooking.pricing.domain import Fee, Offer, PriceRule, PromoCode, Rate, TaxSetting
from smartbooking.pricing.models import FeeRow, PromoRow, RateRow, RedemptionRow, RuleRow, TaxSettingRow
from smartbooking.pricing.repository import rows

Table = type[RuleRow] | type[FeeRow] | type[PromoRow]


async def put_rate(tx: Tx, rate: Rate, *, now: datetime, expected: int | None) -> Rate | None:
    """Insert or replace the rate of an offer; None when `expected` is not the stored version."""
    values = {**rows.rate_values(rate), "version": 1, "updated_at": now}
    changed = {name: value for name, value in values.items() if name not in ("vendor_id", "offer_kind", "offer_id")}
    changed["version"] = RateRow.version + 1
    statement = upsert(RateRow).values(values)
    statement = statement.on_conflict_do_update(
        index_elements=["vendor_id", "offer_kind", "offer_id"],
        set_=changed,
        where=None if expected is None else RateRow.version == expected,
    )
    version = await tx.scalar(statement.returning(RateRow.version))
    return None if version is None else replace(rate, version=version)


async def list_rates(read: ReadTx, *, vendor_id: int) -> list[Rate]:
    """All rates of a vendor, by offer."""
    found = await _json(read, RateRow, vendor_id)
    return [rows.rate_of(row) for row in sorted(found, key=lambda r: (r["offer_kind"], r["offer_id"]))]


async def find_rate(read: ReadTx, offer: Offer) -> Rate | None:
    """The rate of one offer."""
    statement = select(_whole(RateRow)).where(
        RateRow.vendor_id == offer.vendor_id, RateRow.offer_kind == offer.kind, RateRow.offer_id == offer.id
    )
    row = await read.scalar(statement)
    return rows.rate_of(row) if row else None


async def delete_rate(tx: Tx, offer: Offer) -> bool:
    """True when there was one."""
    statement = delete(RateRow).where(
        RateRow.vendor_id == offer.vendor_id, RateRow.offer_kind == offer.kind, RateRow.offer_id == offer.id
    )
    gone = await tx.execute(statement.returning(RateRow.offer_id))
    return gone.first() is not None


async def put_tax(tx: Tx, *, vendor_id: int, setting: TaxSetting, now: datetime) -> None:
    """Insert or replace how a vendor is taxed."""
    values = {"regime": setting.regime, "inclusive": setting.inclusive, "updated_at": now}
    statement = upsert(TaxSettingRow).values(vendor_id=vendor_id, **values)
    await tx.execute(statement.on_conflict_do_update(index_elements=["vendor_id"], set_=values))


async def find_tax(read: ReadTx, *, vendor_id: int) -> TaxSetting | None:
    """How a vendor said it is taxed."""
    found = await _json(read, TaxSettingRow, vendor_id)
    return rows.tax_of(found[0]) if found else None


async def insert_rule(tx: Tx, rule: PriceRule, *, now: datetime) -> PriceRule:
    """The rule with its number."""
    return replace(rule, id=await _insert(tx, RuleRow, rows.rule_values(rule), now))


async def insert_fee(tx: Tx, fee: Fee, *, now: datetime) -> Fee:
    """The fee with its number."""
    return replace(fee, id=await _insert(tx, FeeRow, rows.fee_values(fee), now))


async def insert_promo(tx: Tx, promo: PromoCode, *, now: datetime) -> PromoCode | None:
    """The promo code with its number; None when the vendor has one of that name."""
    values = {**rows.promo_values(promo), "version": 1, "updated_at": now}
    statement = upsert(PromoRow).values(values).on_conflict_do_nothing(constraint="promo_code_is_unique_in_vendor")
    number = await tx.scalar(statement.returning(PromoRow.id))
    return None if number is None else replace(promo, id=number)


async def replace_rule(tx: Tx, rule: PriceRule, *, now: datetime) -> bool:
    """Replace the rule if the stored version is still `rule.version`; False otherwise."""
    return await _replace(tx, RuleRow, rule.id, rows.rule_values(rule), now)


async def replace_fee(tx: Tx, fee: Fee, *, now: datetime) -> bool:
    """Replace the fee if the stored version is still `fee.version`; False otherwise."""
    return await _replace(tx, FeeRow, fee.id, rows.fee_values(fee), now)


async def replace_promo(tx: Tx, promo: PromoCode, *, now: datetime) -> bool:
    """Replace the terms (never the counters) if the stored version is still `promo.version`."""
    return await _replace(tx, PromoRow, promo.id, rows.promo_values(promo), now)


async def list_rules(read: ReadTx, *, vendor_id: int) -> list[PriceRule]:
    """All rules of a vendor in the order they apply."""
    found = [rows.rule_of(row) for row in await _json(read, RuleRow, vendor_id)]
    return sorted(found, key=lambda rule: (rule.position, rule.id))


async def has_member_prices(read: ReadTx, *, vendor_id: int) -> bool:
    """Whether any rule in force is for members of a plan alone."""
    members_only = exists().where(RuleRow.vendor_id == vendor_id, RuleRow.active, RuleRow.conditions.has_key("plans"))
    return bool((await read.execute(select(members_only))).scalar_one())


async def list_fees(read: ReadTx, *, vendor_id: int) -> list[Fee]:
    """All fees of a vendor."""
    return sorted((rows.fee_of(row) for row in await _json(read, FeeRow, vendor_id)), key=lambda fee: fee.id)


async def list_promos(read: ReadTx, *, vendor_id: int) -> list[PromoCode]:
    """All promo codes of a vendor, the newest first."""
    return sorted((rows.promo_of(row) for row in await _json(read, PromoRow, vendor_id)), key=lambda p: -p.id)


async def delete_rule(tx: Tx, *, vendor_id: int, rule_id: int) -> bool:
    """True when there was such a rule."""
    return await _delete(tx, RuleRow, vendor_id, rule_id)


async def delete_fee(tx: Tx, *, vendor_id: int, fee_id: int) -> bool:
    """True when there was such a fee."""
    return await _delete(tx, FeeRow, vendor_id, fee_id)


async def delete_unused_promo(tx: Tx, *, vendor_id: int, promo_id: int) -> bool:
    """Delete a code without any redemption, live or released; False when it has one."""
    used = select(RedemptionRow.booking_id).where(
        RedemptionRow.vendor_id == vendor_id, RedemptionRow.promo_id == promo_id
    )
    statement = (
        delete(PromoRow)
        .where(PromoRow.vendor_id == vendor_id, PromoRow.id == promo_id, PromoRow.redeemed == 0, ~exists(used))
        .returning(PromoRow.id)
        .execution_options(synchronize_session=False)
    )
    return (await tx.execute(statement)).first() is not None


async def _delete(tx: Tx, table: Table, vendor_id: int, number: int) -> bool:
    statement = delete(table).where(table.vendor_id == vendor_id, table.id == number).returning(table.id)
    return (await tx.execute(statement.execution_options(synchronize_session=False))).first() is not None


async def _json(read: ReadTx, table: type[Any], vendor_id: int) -> Sequence[Mapping[str, Any]]:
    result = await read.scalars(select(_whole(table)).where(table.vendor_id == vendor_id))
    return result.all()


def _whole(table: type[Any]) -> ColumnElement[Any]:
    """The row as one JSON object, so that rows have one reader however they are read."""
    source: Any = table.__table__  # Any: a named table at run time, an unnamed clause to the type checker
    return func.to_jsonb(source.table_valued(), type_=JSONB)


async def _insert(tx: Tx, table: Table, values: dict[str, Any], now: datetime) -> int:
    statement = insert(table).values({**values, "version": 1, "updated_at": now}).returning(table.id)
    return int((await tx.execute(statement)).scalar_one())


async def _replace(tx: Tx, table: Table, number: int, values: dict[str, Any], now: datetime) -> bool:
    vendor_id, version = values.pop("vendor_id"), values.pop("version")
    statement = (
        update(table)
        .where(table.vendor_id == vendor_id, table.id == number, table.version == version)
        .values({**values, "version": version + 1, "updated_at": now})
        .returning(table.id)
        .execution_options(synchronize_session=False)
    )
    return (await tx.execute(statement)).first() is not None
