"""Plans of passes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from smartbooking.infra.db import ReadTx, Tx
from smartbooking.kernel.money import Money
from smartbooking.kernel.text import Localized
from smartbooking.value.domain.passes import Counted, Covers, PassPlan, PassTerms, Starts

_COLUMNS = """name = cast(:name as jsonb), price_minor = :price, visits = :visits, days = :days, starts = :starts,
  freeze_days = :freeze_days, counted = :counted, visits_each = :visits_each, everything = :everything,
  resource_ids = :resource_ids, service_ids = :service_ids, on_sale = :on_sale"""


async def add_plan(tx: Tx, plan: PassPlan) -> None:
    """Raises IntegrityError for terms the constraints refuse."""
    await tx.execute(
        text("""
            insert into value.pass_plan (vendor_id, id, name, price_minor, currency, visits, days, starts, freeze_days,
              counted, visits_each, everything, resource_ids, service_ids, on_sale, created_at, updated_at)
            values (:vendor_id, :id, cast(:name as jsonb), :price, :currency, :visits, :days, :starts, :freeze_days,
              :counted, :visits_each, :everything, :resource_ids, :service_ids, :on_sale, :at, :at)"""),
        _facts(plan) | {"currency": plan.terms.price.currency, "at": plan.created_at},
    )


async def update_plan(tx: Tx, plan: PassPlan, *, now: datetime) -> bool:
    """False when somebody changed it since; what was sold keeps the terms of its sale."""
    done = await tx.execute(
        text(f"""
            update value.pass_plan set {_COLUMNS}, version = version + 1, updated_at = :at
            where vendor_id = :vendor_id and id = :id and version = :version returning version"""),  # noqa: S608
        _facts(plan) | {"version": plan.version, "at": now},
    )
    return done.first() is not None


async def get_plan(read: ReadTx, *, vendor_id: int, plan_id: UUID) -> PassPlan | None:
    found = await read.execute(
        text("select * from value.pass_plan where vendor_id = :vendor_id and id = :id"),
        {"vendor_id": vendor_id, "id": plan_id},
    )
    row = found.first()
    return _plan(row) if row else None


async def plans_of(read: ReadTx, *, vendor_id: int, on_sale: bool) -> list[PassPlan]:
    """Plans of a business by price; all of them, or those on sale."""
    rows = await read.execute(
        text("""
            select * from value.pass_plan where vendor_id = :vendor_id and (on_sale or not :on_sale)
            order by on_sale desc, price_minor, id limit 200"""),
        {"vendor_id": vendor_id, "on_sale": on_sale},
    )
    return [_plan(row) for row in rows]


def terms_out(terms: PassTerms) -> dict[str, Any]:
    """Terms as a sold pass keeps them (Any: JSON)."""
    covers = terms.covers
    return {
        "name": dict(terms.name.texts), "price": terms.price.minor, "currency": terms.price.currency,
        "visits": terms.visits, "days": terms.days, "starts": terms.starts.value, "freeze": terms.freeze_days,
        "counted": terms.counted.value, "each": terms.visits_each,
        "covers": None if covers.everything else [list(covers.resource_ids), list(covers.service_ids)],
    }  # fmt: skip


def terms_in(stored: Mapping[str, Any]) -> PassTerms:  # Any: JSON
    """The terms `terms_out` wrote."""
    covers = stored["covers"]
    return PassTerms(
        name=Localized(stored["name"]), price=Money(stored["price"], stored["currency"]), visits=stored["visits"],
        days=stored["days"], starts=Starts(stored["starts"]), freeze_days=stored["freeze"],
        counted=Counted(stored["counted"]), visits_each=stored["each"],
        covers=Covers() if covers is None else _covers(False, *covers),
    )  # fmt: skip


def _covers(everything: bool, resources: list[int], services: list[int]) -> Covers:
    return Covers(everything=everything, resource_ids=tuple(resources), service_ids=tuple(services))


def _facts(plan: PassPlan) -> dict[str, Any]:
    terms = plan.terms
    return {
        "vendor_id": plan.vendor_id, "id": plan.id, "name": json.dumps(dict(terms.name.texts)),
        "price": terms.price.minor, "visits": terms.visits, "days": terms.days, "starts": terms.starts.value,
        "freeze_days": terms.freeze_days, "counted": terms.counted.value, "visits_each": terms.visits_each,
        "everything": terms.covers.everything, "resource_ids": list(terms.covers.resource_ids),
        "service_ids": list(terms.covers.service_ids), "on_sale": plan.on_sale,
    }  # fmt: skip


def _plan(row: Row[Any]) -> PassPlan:
    terms = PassTerms(
        name=Localized(row.name), price=Money(row.price_minor, row.currency), visits=row.visits, days=row.days,
        starts=Starts(row.starts), freeze_days=row.freeze_days, counted=Counted(row.counted),
        visits_each=row.visits_each, covers=_covers(row.everything, row.resource_ids, row.service_ids),
    )  # fmt: skip
    return PassPlan(
        vendor_id=row.vendor_id, id=row.id, terms=terms, on_sale=row.on_sale, version=row.version,
        created_at=row.created_at,
    )  # fmt: skip
