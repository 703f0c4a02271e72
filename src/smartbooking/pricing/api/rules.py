"""Price rules of a business and the answer to "why this price?"."""

from __future__ import annotations

from fastapi import APIRouter

from smartbooking.infra.http.deps import LocaleDep, NowDep, ReadTxDep, TxDep
from smartbooking.infra.http.problems import problems
from smartbooking.infra.http.wire import RuleRef, VendorRef
from smartbooking.kernel.problem import Forbidden, Invalid, NotFound, StaleVersion, Unauthenticated
from smartbooking.pricing import service
from smartbooking.pricing.access import Manager, Staff
from smartbooking.pricing.domain import example_of
from smartbooking.pricing.domain.explaining import conflicts
from smartbooking.pricing.errors import NotPriced, PriceNotPossible, PromoRefused
from smartbooking.pricing.schemas.fields import offer_of
from smartbooking.pricing.schemas.merging import merge
from smartbooking.pricing.schemas.quotes import SimulationOut, requests_of, simulation_out
from smartbooking.pricing.schemas.rules import (
    PreviewCell,
    PreviewIn,
    PreviewOut,
    RuleIn,
    RuleOut,
    RulePatch,
    RulesOut,
    SimulateIn,
    rule_out,
)

router = APIRouter(prefix="/api/v1/vendors/{vendor_id}/price-rules", tags=["Pricing"])
COMMON = problems(Unauthenticated, Forbidden, NotFound)
WRITE = problems(Unauthenticated, Forbidden, NotFound, Invalid, StaleVersion)
SIMULATE = problems(Unauthenticated, Forbidden, NotFound, Invalid, NotPriced, PriceNotPossible, PromoRefused)


@router.get("", summary="Price rules in the order they apply", responses=COMMON)
async def list_rules(vendor_id: VendorRef, read: ReadTxDep, _: Staff, locale: LocaleDep) -> RulesOut:
    """In the order in which they apply."""
    rules = await service.list_rules(read, vendor_id=vendor_id)
    currencies = await service.currencies_of(read, vendor_id=vendor_id, offers=[rule.offer for rule in rules])
    shown = [rule_out(rule, currencies[rule.offer], locale) for rule in rules]
    return RulesOut(data=shown, conflicts=list(conflicts(tuple(rules))))


@router.post("", status_code=201, summary="Add a price rule", responses=WRITE)
async def add_rule(
    *, vendor_id: VendorRef, body: RuleIn, tx: TxDep, principal: Manager, now: NowDep, locale: LocaleDep
) -> RuleOut:
    """Percentages or amounts under conditions; `simulate` shows the effect before."""
    currency = await service.currency_for(tx, vendor_id=vendor_id, offer=body.offer(vendor_id))
    rule = body.rule(vendor_id=vendor_id, currency=currency)
    return rule_out(await service.add_rule(tx, rule=rule, principal=principal, now=now), currency, locale)


@router.get("/{rule_id:public_id}", summary="One price rule", responses=COMMON)
async def get_rule(vendor_id: VendorRef, rule_id: RuleRef, read: ReadTxDep, _: Staff, locale: LocaleDep) -> RuleOut:
    """With the version that a change has to name."""
    rule = await service.get_rule(read, vendor_id=vendor_id, rule_id=rule_id)
    return rule_out(rule, await service.currency_for(read, vendor_id=vendor_id, offer=rule.offer), locale)


@router.patch("/{rule_id:public_id}", summary="Change a price rule", responses=WRITE)
async def change_rule(
    *,
    vendor_id: VendorRef,
    rule_id: RuleRef,
    body: RulePatch,
    tx: TxDep,
    principal: Manager,
    now: NowDep,
    locale: LocaleDep,
) -> RuleOut:
    """Only the fields sent change."""
    known = await service.get_rule(tx, vendor_id=vendor_id, rule_id=rule_id)
    currency = await service.currency_for(tx, vendor_id=vendor_id, offer=known.offer)
    wanted = merge(rule_out(known, currency, locale), body)
    version = body.version or known.version
    rule = wanted.rule(vendor_id=vendor_id, currency=currency, rule_id=rule_id, version=version)
    return rule_out(await service.change_rule(tx, rule=rule, principal=principal, now=now), currency, locale)


@router.delete("/{rule_id:public_id}", status_code=204, summary="Remove a price rule", responses=COMMON)
async def delete_rule(vendor_id: VendorRef, rule_id: RuleRef, tx: TxDep, principal: Manager) -> None:
    """Quotes and bookings keep what they were promised."""
    await service.delete_rule(tx, vendor_id=vendor_id, rule_id=rule_id, principal=principal)


@router.post("/simulate", summary="Why this price? The trace of a price, also with an unsaved rule", responses=SIMULATE)
async def simulate(
    *, vendor_id: VendorRef, body: SimulateIn, read: ReadTxDep, _: Staff, now: NowDep, locale: LocaleDep
) -> SimulationOut:
    """Nothing is stored. A draft rule joins the saved ones, or replaces the one `replacesRuleId` names."""
    lines = await service.price_requests(read, lines=requests_of(body.lines), vendor_id=vendor_id)
    draft = None
    if body.draft_rule is not None:
        number = body.replaces_rule_id or 0
        draft = body.draft_rule.rule(vendor_id=vendor_id, currency=lines[0].currency, rule_id=number)
    member = example_of(body.plan_id) if body.plan_id else None
    found = await service.simulate(read, lines=lines, promo_code=body.promo_code, draft=draft, member=member, now=now)
    return simulation_out(found, locale, now)


@router.post("/preview", summary="Final prices by day and hour, also with an unsaved rule", responses=COMMON)
async def preview(*, vendor_id: VendorRef, body: PreviewIn, read: ReadTxDep, _: Staff, now: NowDep) -> PreviewOut:
    """Nothing is stored; for the heat map of prices."""
    offer = offer_of(vendor_id, body.offer_id)
    currency = await service.currency_for(read, vendor_id=vendor_id, offer=offer)
    draft = None
    if body.draft_rule is not None:
        draft = body.draft_rule.rule(vendor_id=vendor_id, currency=currency, rule_id=body.replaces_rule_id or 0)
    member = example_of(body.plan_id) if body.plan_id else None
    grid = await service.price_grid(
        read, offer=offer, day_from=body.day_from, days=body.days, draft=draft, member=member, now=now
    )
    if grid is None:
        return PreviewOut(unit=None, currency=currency, cells=[])
    cells = [
        PreviewCell(day=cell.day, hour=cell.hour, price=cell.price.major, base=cell.base.major) for cell in grid.cells
    ]
    return PreviewOut(unit=grid.unit, currency=currency, cells=cells)
