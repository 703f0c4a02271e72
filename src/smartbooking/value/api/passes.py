"""HTTP of passes: plans, sales at the desk, what the desk does with a pass, and what whoever holds a code may do."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response

from smartbooking.infra.db import ReadTx, Tx
from smartbooking.infra.http.deps import NowDep, OnceDep, ReadTxDep, TxDep
from smartbooking.infra.http.limits import rate_limit
from smartbooking.infra.http.problems import problems
from smartbooking.infra.http.wire import PassPlanRef, PassRef, VendorRef
from smartbooking.kernel.page import DEFAULT_LIMIT, MAX_LIMIT
from smartbooking.kernel.problem import Forbidden, Invalid, NotFound, StaleVersion, TooManyRequests
from smartbooking.value import service
from smartbooking.value.access import Manager, Staff
from smartbooking.value.api.zones import zone_of
from smartbooking.value.domain import Pass, printed
from smartbooking.value.errors import PassNotFound, PassPlanNotFound, PassRefused
from smartbooking.value.schemas.gift_cards import CodeOut
from smartbooking.value.schemas.passes import (
    CheckedPassOut,
    PassCodeIn,
    PassDetailOut,
    PassesOut,
    PassOut,
    PassPayOutIn,
    PassPlanChangeIn,
    PassPlanIn,
    PassPlanOut,
    PassPlansOut,
    PassProlongIn,
    PassSaleIn,
    UseIn,
)
from smartbooking.value.service.passes import BY_HOLDER
from smartbooking.vendors import service as vendors

router = APIRouter(prefix="/api/v1/vendors/{vendor_id}", tags=["Passes"])
PassId = Annotated[PassRef, Path(description="The pass")]
PlanId = Annotated[PassPlanRef, Path(description="The plan")]
READ = problems(Forbidden, NotFound, PassNotFound)
WRITE = problems(Forbidden, NotFound, PassNotFound, PassRefused, Invalid)
BY_CODE = problems(NotFound, PassRefused, TooManyRequests)
SLOWLY = [Depends(rate_limit("value-code", "20/minute"))]


@router.get("/pass-plans", summary="Plans of passes", responses=problems(Forbidden, NotFound))
async def list_plans(vendor_id: VendorRef, read: ReadTxDep, _: Staff) -> PassPlansOut:
    """All of them, those on sale first."""
    return PassPlansOut(data=[PassPlanOut.of(plan) for plan in await service.pass_plans_of(read, vendor_id=vendor_id)])


@router.post("/pass-plans", status_code=201, summary="Add a plan", responses=problems(Forbidden, NotFound, Invalid))
async def add_plan(vendor_id: VendorRef, body: PassPlanIn, tx: TxDep, principal: Manager, now: NowDep) -> PassPlanOut:
    """On sale at once, unless it says otherwise."""
    vendor = await vendors.get_vendor(tx, vendor_id=vendor_id)
    plan = await service.add_pass_plan(
        tx, vendor_id=vendor_id, terms=body.terms(vendor.currency), on_sale=body.on_sale, principal=principal, now=now
    )
    return PassPlanOut.of(plan)


@router.put(
    "/pass-plans/{pass_plan_id}", summary="Change a plan",
    responses=problems(Forbidden, NotFound, PassPlanNotFound, StaleVersion, Invalid),
)  # fmt: skip
async def change_plan(
    vendor_id: VendorRef, pass_plan_id: PlanId, body: PassPlanChangeIn, tx: TxDep, principal: Manager, now: NowDep
) -> PassPlanOut:
    """For what is sold from now on: a sold pass keeps the terms of its sale. `onSale: false` ends selling it."""
    plan = await service.get_pass_plan(tx, vendor_id=vendor_id, plan_id=pass_plan_id)
    terms = body.terms(plan.terms.price.currency)
    changed = await service.change_pass_plan(
        tx, vendor_id=vendor_id, plan_id=pass_plan_id, version=body.version, terms=terms, on_sale=body.on_sale,
        principal=principal, now=now,
    )  # fmt: skip
    return PassPlanOut.of(changed)


@router.get("/passes", summary="Sold passes", responses=problems(Forbidden, NotFound))
async def list_passes(
    vendor_id: VendorRef, read: ReadTxDep, _: Staff, now: NowDep,
    query: Annotated[str, Query(max_length=120, description="Name, phone, address, code or its last four")] = "",
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
) -> PassesOut:  # fmt: skip
    """The newest first."""
    found = await service.find_passes(read, vendor_id=vendor_id, query=query, limit=limit)
    return PassesOut(data=[PassOut.of(one, now) for one in found])


@router.post(
    "/passes", status_code=201, summary="Sell a pass at the desk", response_model=PassOut,
    responses=problems(Forbidden, NotFound, PassPlanNotFound),
)  # fmt: skip
async def sell_pass(vendor_id: VendorRef, body: PassSaleIn, once: OnceDep, principal: Staff, now: NowDep) -> Response:
    """Paid at the desk or by transfer. Make its code next."""

    async def sell(tx: Tx) -> PassOut:
        one = await service.sell_pass(
            tx, vendor_id=vendor_id, plan_id=body.plan_id, till=body.paid_by, holder=body.holder, note=body.note,
            principal=principal, now=now,
        )  # fmt: skip
        return PassOut.of(one, now)

    return await once.run(body, sell, status=201)


@router.get("/passes/on-sale", summary="Passes a business sells", responses=problems(NotFound))
async def list_passes_on_sale(vendor_id: VendorRef, read: ReadTxDep) -> PassPlansOut:
    """For everybody, by price."""
    await vendors.get_vendor(read, vendor_id=vendor_id)
    found = await service.pass_plans_of(read, vendor_id=vendor_id, on_sale=True)
    return PassPlansOut(data=[PassPlanOut.of(plan) for plan in found])


@router.post("/passes/by-code/check", summary="What is left on a pass", responses=BY_CODE, dependencies=SLOWLY)
async def check_pass(vendor_id: VendorRef, body: PassCodeIn, read: ReadTxDep, now: NowDep) -> CheckedPassOut:
    """For whoever holds the code. Guessing is slowed down, and hopeless: a code has 75 random bits."""
    return CheckedPassOut.of(await _held(read, vendor_id, body.code), now)


@router.post("/passes/by-code/freeze", summary="Freeze a pass one holds", responses=BY_CODE, dependencies=SLOWLY)
async def freeze_own_pass(vendor_id: VendorRef, body: PassCodeIn, tx: TxDep, now: NowDep) -> CheckedPassOut:
    """Its days stop, as long as its plan allows. Freezing twice is freezing once."""
    found = await _held(tx, vendor_id, body.code)
    one = await service.freeze_pass(tx, vendor_id=vendor_id, pass_id=found.id, actor=BY_HOLDER, now=now)
    return CheckedPassOut.of(one, now)


@router.post("/passes/by-code/release", summary="Release a pass one holds", responses=BY_CODE, dependencies=SLOWLY)
async def release_own_pass(vendor_id: VendorRef, body: PassCodeIn, tx: TxDep, now: NowDep) -> CheckedPassOut:
    """It can be used again, and is valid for longer by every day of the freeze."""
    found = await _held(tx, vendor_id, body.code)
    one = await service.release_pass(tx, vendor_id=vendor_id, pass_id=found.id, actor=BY_HOLDER, now=now)
    return CheckedPassOut.of(one, now)


async def _held(read: ReadTx, vendor_id: int, code: str) -> Pass:
    """Raises NotFound for a business that does not exist, PassRefused `unknown`."""
    await vendors.get_vendor(read, vendor_id=vendor_id)
    return await service.look_up_pass(read, vendor_id=vendor_id, code=code)


@router.get("/passes/{pass_id}", summary="A pass", responses=READ)
async def read_pass(vendor_id: VendorRef, pass_id: PassId, read: ReadTxDep, _: Staff, now: NowDep) -> PassDetailOut:
    """With everything that happened to it."""
    one, movements = await service.pass_of(read, vendor_id=vendor_id, pass_id=pass_id)
    return PassDetailOut.with_movements(one, movements, now=now, zone=await zone_of(read, vendor_id))


@router.post("/passes/{pass_id}/code", summary="Make a code for a pass", responses=READ)
async def make_pass_code(vendor_id: VendorRef, pass_id: PassId, tx: TxDep, principal: Staff, now: NowDep) -> CodeOut:
    """The first, or a new one for a code that was lost; the code before it is dead. It is shown this once."""
    code = await service.make_pass_code(tx, vendor_id=vendor_id, pass_id=pass_id, principal=principal, now=now)
    return CodeOut(code=printed(code))


@router.post("/passes/{pass_id}/uses", summary="Use visits without a booking", response_model=PassOut, responses=WRITE)
async def use_pass(
    vendor_id: VendorRef, pass_id: PassId, body: UseIn, once: OnceDep, principal: Staff, now: NowDep
) -> Response:
    """Somebody came in from the street."""

    async def use(tx: Tx) -> PassOut:
        one = await service.use_by_hand(
            tx, vendor_id=vendor_id, pass_id=pass_id, visits=body.visits, note=body.note, principal=principal, now=now
        )
        return PassOut.of(one, now)

    return await once.run(body, use)


@router.post("/passes/{pass_id}/uses/{number}/undo", summary="Take a use by hand back", responses=WRITE)
async def undo_use(
    vendor_id: VendorRef, pass_id: PassId, number: Annotated[int, Path(ge=1, le=10**6, description="Of its movement")],
    tx: TxDep, principal: Staff, now: NowDep,
) -> PassOut:  # fmt: skip
    """The wrong pass, a slip of the finger. Twice is once."""
    one = await service.undo_use(tx, vendor_id=vendor_id, pass_id=pass_id, number=number, principal=principal, now=now)
    return PassOut.of(one, now)


@router.post("/passes/{pass_id}/freeze", summary="Freeze a pass", responses=WRITE)
async def freeze_pass(vendor_id: VendorRef, pass_id: PassId, tx: TxDep, principal: Staff, now: NowDep) -> PassOut:
    """Its days stop, as long as its plan allows. Freezing twice is freezing once."""
    one = await service.freeze_pass(tx, vendor_id=vendor_id, pass_id=pass_id, actor=principal.actor, now=now)
    return PassOut.of(one, now)


@router.post("/passes/{pass_id}/release", summary="Release a frozen pass", responses=READ)
async def release_pass(vendor_id: VendorRef, pass_id: PassId, tx: TxDep, principal: Staff, now: NowDep) -> PassOut:
    """It can be used again, and is valid for longer by every day of the freeze."""
    one = await service.release_pass(tx, vendor_id=vendor_id, pass_id=pass_id, actor=principal.actor, now=now)
    return PassOut.of(one, now)


@router.post("/passes/{pass_id}/prolong", summary="Let a pass be valid for longer", responses=WRITE)
async def prolong_pass(
    vendor_id: VendorRef, pass_id: PassId, body: PassProlongIn, tx: TxDep, principal: Manager, now: NowDep
) -> PassOut:
    """Never shorter, and three years after its sale at most."""
    one = await service.prolong_pass(
        tx, vendor_id=vendor_id, pass_id=pass_id, until=body.valid_until, principal=principal, now=now
    )
    return PassOut.of(one, now)


@router.post(
    "/passes/{pass_id}/pay-out", summary="Give back what the visits left are worth", response_model=PassOut,
    responses=WRITE,
)  # fmt: skip
async def pay_out_pass(
    vendor_id: VendorRef, pass_id: PassId, body: PassPayOutIn, once: OnceDep, principal: Manager, now: NowDep
) -> Response:
    """Also when it is not valid any more."""

    async def pay_out(tx: Tx) -> PassOut:
        one = await service.pay_out_pass(
            tx, vendor_id=vendor_id, pass_id=pass_id, till=body.paid_by, reason=body.reason, principal=principal,
            now=now,
        )  # fmt: skip
        return PassOut.of(one, now)

    return await once.run(body, pay_out)
