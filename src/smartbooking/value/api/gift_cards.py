"""HTTP of gift cards: the desk sells and looks after them, whoever holds a code may ask what is left."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response

from smartbooking.infra.db import Tx
from smartbooking.infra.http.deps import NowDep, OnceDep, ReadTxDep, TxDep
from smartbooking.infra.http.limits import rate_limit
from smartbooking.infra.http.problems import problems
from smartbooking.infra.http.switches import SwitchedOff, switched_on
from smartbooking.infra.http.wire import ValueRef, VendorRef
from smartbooking.kernel.page import DEFAULT_LIMIT, MAX_LIMIT
from smartbooking.kernel.problem import Forbidden, Invalid, NotFound, TooManyRequests
from smartbooking.kernel.switches import Switch
from smartbooking.value import service
from smartbooking.value.access import Manager, Staff
from smartbooking.value.api.zones import zone_of
from smartbooking.value.domain import printed
from smartbooking.value.errors import ValueNotFound, ValueRefused
from smartbooking.value.schemas.gift_cards import (
    CardDetailOut,
    CardOut,
    CardsOut,
    CheckedOut,
    CodeIn,
    CodeOut,
    PayOutIn,
    ProlongIn,
    ReasonIn,
    SaleIn,
    TopUpIn,
    money_in,
)
from smartbooking.vendors import service as vendors

router = APIRouter(prefix="/api/v1/vendors/{vendor_id}/gift-cards", tags=["Gift cards"])
CardId = Annotated[ValueRef, Path(description="The gift card")]
READ = problems(Forbidden, NotFound, ValueNotFound)
WRITE = problems(Forbidden, NotFound, ValueNotFound, ValueRefused, Invalid)
SALE = problems(Forbidden, NotFound, ValueNotFound, ValueRefused, SwitchedOff, Invalid)
ON_SALE = [Depends(switched_on(Switch.GIFT_CARD_SALE))]


@router.get("", summary="Gift cards of the business", responses=problems(Forbidden, NotFound))
async def list_gift_cards(
    vendor_id: VendorRef, read: ReadTxDep, _: Staff, now: NowDep,
    query: Annotated[str, Query(max_length=120, description="Name, phone, address, code or its last four")] = "",
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
) -> CardsOut:  # fmt: skip
    """The newest first."""
    found = await service.find_cards(read, vendor_id=vendor_id, query=query, limit=limit)
    return CardsOut(data=[CardOut.of(card, now) for card in found])


@router.post(
    "", status_code=201, summary="Sell a gift card", response_model=CardOut, responses=SALE, dependencies=ON_SALE
)  # fmt: skip
async def sell_gift_card(vendor_id: VendorRef, body: SaleIn, once: OnceDep, principal: Staff, now: NowDep) -> Response:
    """Paid at the desk or by transfer. Make its code next."""

    async def sell(tx: Tx) -> CardOut:
        vendor = await vendors.get_vendor(tx, vendor_id=vendor_id)
        card = await service.issue(
            tx, vendor_id=vendor_id, amount=money_in(body.amount, vendor.currency), till=body.paid_by,
            holder=body.holder, note=body.note, valid_until=body.valid_until, principal=principal, now=now,
        )  # fmt: skip
        return CardOut.of(card, now)

    return await once.run(body, sell, status=201)


@router.post(
    "/check", summary="What is left on a gift card",
    responses=problems(NotFound, ValueRefused, TooManyRequests),
    dependencies=[Depends(rate_limit("value-code", "20/minute"))],
)  # fmt: skip
async def check_gift_card(vendor_id: VendorRef, body: CodeIn, read: ReadTxDep, now: NowDep) -> CheckedOut:
    """For whoever holds the code. Guessing is slowed down, and hopeless: a code has 75 random bits."""
    await vendors.get_vendor(read, vendor_id=vendor_id)
    return CheckedOut.of(await service.look_up(read, vendor_id=vendor_id, code=body.code), now)


@router.get("/{card_id}", summary="A gift card", responses=READ)
async def read_gift_card(
    vendor_id: VendorRef, card_id: CardId, read: ReadTxDep, _: Staff, now: NowDep
) -> CardDetailOut:
    """With everything that happened to it."""
    card, movements = await service.card_of(read, vendor_id=vendor_id, account_id=card_id)
    return CardDetailOut.with_movements(card, movements, now=now, zone=await zone_of(read, vendor_id))


@router.post("/{card_id}/code", summary="Make a code for a gift card", responses=READ)
async def make_gift_card_code(
    vendor_id: VendorRef, card_id: CardId, tx: TxDep, principal: Staff, now: NowDep
) -> CodeOut:
    """The first, or a new one for a card that was lost; the code before it is dead. It is shown this once."""
    code = await service.make_code(tx, vendor_id=vendor_id, account_id=card_id, principal=principal, now=now)
    return CodeOut(code=printed(code))


@router.post(
    "/{card_id}/top-up", summary="Put more money on a gift card", response_model=CardOut, responses=SALE,
    dependencies=ON_SALE,
)  # fmt: skip
async def top_up_gift_card(
    vendor_id: VendorRef, card_id: CardId, body: TopUpIn, once: OnceDep, principal: Staff, now: NowDep
) -> Response:
    """While it is valid."""

    async def top_up(tx: Tx) -> CardOut:
        vendor = await vendors.get_vendor(tx, vendor_id=vendor_id)
        card = await service.top_up(
            tx, vendor_id=vendor_id, account_id=card_id, amount=money_in(body.amount, vendor.currency),
            till=body.paid_by, principal=principal, now=now,
        )  # fmt: skip
        return CardOut.of(card, now)

    return await once.run(body, top_up)


@router.post(
    "/{card_id}/pay-out", summary="Give back what is left on a gift card", response_model=CardOut, responses=WRITE
)
async def pay_out_gift_card(
    vendor_id: VendorRef, card_id: CardId, body: PayOutIn, once: OnceDep, principal: Manager, now: NowDep
) -> Response:
    """Also when it is not valid any more: the law leaves the money to whoever paid it."""

    async def pay_out(tx: Tx) -> CardOut:
        card = await service.pay_out(
            tx, vendor_id=vendor_id, account_id=card_id, till=body.paid_by, reason=body.reason, principal=principal,
            now=now,
        )  # fmt: skip
        return CardOut.of(card, now)

    return await once.run(body, pay_out)


@router.post("/{card_id}/freeze", summary="Freeze a gift card", responses=READ)
async def freeze_gift_card(
    vendor_id: VendorRef, card_id: CardId, body: ReasonIn, tx: TxDep, principal: Staff, now: NowDep
) -> CardOut:
    """Nobody uses it until it is released. Freezing twice is freezing once."""
    card = await service.freeze(
        tx, vendor_id=vendor_id, account_id=card_id, reason=body.reason, principal=principal, now=now
    )
    return CardOut.of(card, now)


@router.post("/{card_id}/release", summary="Release a frozen gift card", responses=READ)
async def release_gift_card(
    vendor_id: VendorRef, card_id: CardId, body: ReasonIn, tx: TxDep, principal: Staff, now: NowDep
) -> CardOut:
    """It can be used again."""
    card = await service.release(
        tx, vendor_id=vendor_id, account_id=card_id, reason=body.reason, principal=principal, now=now
    )
    return CardOut.of(card, now)


@router.post("/{card_id}/prolong", summary="Let a gift card be valid for longer", responses=WRITE)
async def prolong_gift_card(
    vendor_id: VendorRef, card_id: CardId, body: ProlongIn, tx: TxDep, principal: Manager, now: NowDep
) -> CardOut:
    """Never shorter, and three years after its sale at most."""
    card = await service.prolong(
        tx, vendor_id=vendor_id, account_id=card_id, until=body.valid_until, principal=principal, now=now
    )
    return CardOut.of(card, now)
