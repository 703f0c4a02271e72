"""What a business sells as passes. A plan that was changed changes nothing that was sold."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from smartbooking.catalog import service as catalog
from smartbooking.infra.audit import record
from smartbooking.infra.db import ReadTx, Tx
from smartbooking.kernel.ids import public_id, uuid7
from smartbooking.kernel.principal import Principal
from smartbooking.kernel.problem import FieldError, Invalid, NotFound, StaleVersion
from smartbooking.value.domain.passes import PassPlan, PassTerms
from smartbooking.value.errors import PassPlanNotFound
from smartbooking.value.repository import pass_plans as repository

# As long as a gift card (MARKET M24): 3 x 365 days are never more than three years.
LONGEST_DAYS = 3 * 365


async def add_pass_plan(
    tx: Tx, *, vendor_id: int, terms: PassTerms, on_sale: bool, principal: Principal, now: datetime
) -> PassPlan:
    """A new plan. Audited. Raises Invalid."""
    _sensible(terms)
    await _own_offers(tx, vendor_id, terms)
    plan = PassPlan(vendor_id=vendor_id, id=uuid7(), terms=terms, on_sale=on_sale, version=1, created_at=now)
    await repository.add_plan(tx, plan)
    await _audit(tx, plan, principal, "pass_plan.added")
    return plan


async def change_pass_plan(
    tx: Tx, *, vendor_id: int, plan_id: UUID, version: int, terms: PassTerms, on_sale: bool, principal: Principal,
    now: datetime,
) -> PassPlan:  # fmt: skip
    """Other terms for what is sold from now on. Audited. Raises PassPlanNotFound, StaleVersion, Invalid."""
    _sensible(terms)
    await _own_offers(tx, vendor_id, terms)
    plan = await get_pass_plan(tx, vendor_id=vendor_id, plan_id=plan_id)
    if terms.price.currency != plan.terms.price.currency:
        raise Invalid(FieldError("/price", "A plan keeps its currency.", "currency"))
    changed = replace(plan, terms=terms, on_sale=on_sale, version=version)
    if not await repository.update_plan(tx, changed, now=now):
        raise StaleVersion("Somebody changed this plan a moment ago. Look at it again before you save.")
    await _audit(tx, changed, principal, "pass_plan.changed")
    return replace(changed, version=version + 1)


async def get_pass_plan(read: ReadTx, *, vendor_id: int, plan_id: UUID) -> PassPlan:
    """Raises PassPlanNotFound."""
    plan = await repository.get_plan(read, vendor_id=vendor_id, plan_id=plan_id)
    if plan is None:
        raise PassPlanNotFound
    return plan


async def pass_plans_of(read: ReadTx, *, vendor_id: int, on_sale: bool = False) -> list[PassPlan]:
    """Plans of a business by price; all of them, or those on sale."""
    return await repository.plans_of(read, vendor_id=vendor_id, on_sale=on_sale)


def _sensible(terms: PassTerms) -> None:
    wrong = []
    if not any(text.strip() for text in terms.name.texts.values()):
        wrong.append(FieldError("/name", "A name in at least one language."))
    if terms.price.minor < terms.visits:
        wrong.append(FieldError("/price", "Every visit is worth something.", "out_of_range"))
    if terms.days + terms.freeze_days > LONGEST_DAYS:
        wrong.append(FieldError("/days", "With its freeze a pass is valid for at most three years.", "out_of_range"))
    covers = terms.covers
    if not (covers.everything or covers.resource_ids or covers.service_ids):
        wrong.append(FieldError("/covers", "Choose what the pass covers, or everything."))
    if wrong:
        raise Invalid(*wrong)


async def _own_offers(tx: Tx, vendor_id: int, terms: PassTerms) -> None:
    covers = terms.covers
    known = await catalog.get_resources(tx, vendor_id=vendor_id, resource_ids=covers.resource_ids)
    if set(covers.resource_ids) - known.keys():
        raise Invalid(FieldError("/covers/resourceIds", "Choose among the offers of this business."))
    for service_id in covers.service_ids:
        try:
            await catalog.get_service(tx, service_id=service_id, vendor_id=vendor_id)
        except NotFound as error:
            raise Invalid(FieldError("/covers/serviceIds", "Choose among the services of this business.")) from error


async def _audit(tx: Tx, plan: PassPlan, principal: Principal, action: str) -> None:
    terms = plan.terms
    await record(
        tx, principal, action=action, subject=public_id("ppl", plan.id), vendor_id=plan.vendor_id,
        details={
            "priceMinor": terms.price.minor, "currency": terms.price.currency, "visits": terms.visits,
            "days": terms.days, "onSale": plan.on_sale,
        },
    )  # fmt: skip
