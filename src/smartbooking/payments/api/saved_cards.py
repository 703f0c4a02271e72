"""Kept cards: their owner sees and removes them. They are kept by paying (`paymentDetails.saveCard`)."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response
from fastapi import Path as PathParameter

from smartbooking.infra.http.deps import NowDep, ReadTxDep, TxDep
from smartbooking.infra.http.problems import problems
from smartbooking.infra.http.wire import SavedCardRef
from smartbooking.payments import service
from smartbooking.payments.access import Customer
from smartbooking.payments.errors import SavedCardNotFound
from smartbooking.payments.schemas.saved_cards import SavedCardOut

router = APIRouter(prefix="/api/v1/saved-cards", tags=["Payments"])


@router.get("", summary="My saved cards", response_model=list[SavedCardOut])
async def list_saved_cards(read: ReadTxDep, principal: Customer, now: NowDep) -> list[SavedCardOut]:
    """The one used last first. Only brand, last four digits and expiry are known here."""
    assert principal.user_id is not None
    cards = await service.saved_cards(read, account_id=principal.user_id)
    return [SavedCardOut.of(card, now.date()) for card in cards]


@router.delete(
    "/{cardId}", summary="Remove a saved card", status_code=204, response_class=Response,
    responses=problems(SavedCardNotFound),
)  # fmt: skip
async def remove_saved_card(
    tx: TxDep, principal: Customer, now: NowDep, card_id: Annotated[SavedCardRef, PathParameter(alias="cardId")]
) -> Response:
    """Gone here at once; its provider is told to forget it, and asked again until it has."""
    assert principal.user_id is not None
    await service.forget_card(tx, account_id=principal.user_id, card_id=card_id, now=now)
    return Response(status_code=204)
