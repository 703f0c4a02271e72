"""kill -9 while a gift card, a pass or a membership is used for a booking, or has back what it gave.

Value is taken and given back in the transaction of the booking's own change: whoever dies there, both have happened
or neither. Each scene has a business of its own with one card, one pass, one membership that all its buyers use.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, Final, get_args

import httpx2

from smartbooking.catalog.domain import PaymentTiming
from smartbooking.infra.db import Tx
from smartbooking.value.domain import PlanPeriod
from tests.bookings.factory import NIGHT_PRICE, make_rooms
from tests.drills.crashes import Play, Scene, Victim, buy_through_victim, make_overdue
from tests.value.factory import make_member_price, make_plan, sell_membership, sell_pass, sell_with_code

KINDS: Final = ("card", "pass", "member")
# More than all buyers need, and less than one booking costs.
PLENTY, LITTLE = 10 * NIGHT_PRICE, NIGHT_PRICE // 5


def _plays() -> Iterator[Play]:
    for victim in get_args(Victim):
        for kind in KINDS:
            yield Play(place="V1", victim=victim, act=f"{kind} used")
            yield Play(place="K2", victim=victim, act=f"{kind} used")
            yield Play(place="V2", victim=victim, act=f"{kind} cancelled")
        yield Play(place="V2", victim=victim, act="card expired", actor="worker")


# Three kinds of value used, answered or not, and given back; and what the sweeper gives back. Three victims each.
VALUE_PLAYS: Final = tuple(_plays())


def _open(scene: Scene, kind: str, *, on_card: int = PLENTY, timing: PaymentTiming = PaymentTiming.ON_SITE) -> None:
    """A room type of a business of its own, and what its buyers use."""
    scene.capacity = scene.rnd.randint(1, 2)
    now = datetime.now(UTC)

    async def make(tx: Tx) -> tuple[int, str]:
        rooms = await make_rooms(tx, capacity=scene.capacity, payment_timing=timing)
        about: dict[str, Any] = {"vendor_id": rooms.vendor_id, "now": now}
        if kind == "card":
            code = (await sell_with_code(tx, **about, minor=on_card))[1]
        elif kind == "pass":
            code = (await sell_pass(tx, **about))[1]
        else:
            plan = await make_plan(tx, vendor_id=rooms.vendor_id, period=PlanPeriod.YEAR)
            await make_member_price(tx, plan)
            code = (await sell_membership(tx, plan, today=now.date(), now=now))[1]
        return rooms.resource.id, code

    scene.resource_id, code = scene.stage.commit(make)
    scene.wish = {"memberCode": code} if kind == "member" else {"valueCode": code}


def _used(kind: str) -> Callable[[Scene, ThreadPoolExecutor], None]:
    def act(scene: Scene, pool: ThreadPoolExecutor) -> None:
        _open(scene, kind)
        scene.crowd("pay_on_site", None)
        buy_through_victim(scene, pool)

    return act


def _cancelled(kind: str) -> Callable[[Scene, ThreadPoolExecutor], None]:
    def act(scene: Scene, pool: ThreadPoolExecutor) -> None:
        _open(scene, kind)
        scene.crowd("pay_on_site", None)
        scene.everybody_insists()
        yes = [buyer for buyer in scene.buyers if buyer.status == 201]

        def give_up() -> list[Future[None]]:
            return [pool.submit(_try_to_cancel, scene, buyer.command) for buyer in yes]

        scene.strike(give_up)
        scene.stage.let_leases_pass()
        for buyer in yes:
            buyer.command(scene.healthy.url, "cancel")

    return act


def _try_to_cancel(scene: Scene, command: Callable[[str, str], None]) -> None:
    with suppress(httpx2.TransportError, AssertionError):  # whoever dies gives no answer, or says "in a moment"
        command(scene.actor.url, "cancel")


def _expired(scene: Scene, pool: ThreadPoolExecutor) -> None:
    """The card gives all that is on it, the rest is never paid at the bank: the sweeper gives the card its part."""
    _open(scene, "card", on_card=LITTLE, timing=PaymentTiming.PREPAY)
    scene.crowd("credit_card", None)
    del scene.buyers[1:]
    scene.everybody_insists()

    def act() -> list[Future[None]]:
        make_overdue(scene.stage, scene.buyers[0].booking_id)
        return []

    scene.strike(act)


VALUE_ACTS: Final[dict[str, Callable[[Scene, ThreadPoolExecutor], None]]] = {
    **{f"{kind} used": _used(kind) for kind in KINDS},
    **{f"{kind} cancelled": _cancelled(kind) for kind in KINDS},
    "card expired": _expired,
}
