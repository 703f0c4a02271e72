"""Buyers over HTTP against several server processes, and the judges of what they were told."""

from __future__ import annotations

import asyncio
import itertools
import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import httpx2

from smartbooking.catalog.domain import PaymentTiming
from smartbooking.infra.db import Tx
from smartbooking.pricing.domain import Unit
from tests.bookings.factory import make_court, make_rooms, open_daily, set_price
from tests.catalog.factory import make_resource, make_service, make_stylist, make_venue
from tests.drills.harness import Stage
from tests.races.history import Answer, Kind, Operation, bounds, linearizable

DAY: Final = datetime.now(UTC).date() + timedelta(days=30)
SOLD_OUT: Final = frozenset({"slot-taken"})
Body = dict[str, Any]
# The exact search grows with the number of requests under way at once; longer histories are judged by counting.
EXACT: Final = 100
PATIENT: Final = 20


@dataclass(slots=True)
class Told:
    """One request: when it went out, when its answer came, and what it said."""

    body: Body
    called: float
    answered: float
    status: int
    answer: dict[str, Any]

    @property
    def reading(self) -> bool:
        return "userDetails" not in self.body


@dataclass
class Sale:
    """What is for sale, what each buyer asks for, and how many can be told yes."""

    bodies: list[Body]
    resources: dict[int, int]  # id -> capacity
    most: int
    told: list[Told] = field(default_factory=list)


async def run(stage: Stage, bodies: Sequence[Body], *, at_once: int = 64) -> list[Told]:
    """Everybody presses the button; each server process gets its share."""
    gate = asyncio.Semaphore(at_once)
    run_name = f"race-{random.getrandbits(48):x}"
    limits = httpx2.Limits(max_connections=at_once)
    async with httpx2.AsyncClient(timeout=60, limits=limits) as client:

        async def buy(number: int, body: Body) -> Told:
            address = "bookings" if "userDetails" in body else "availability/check"
            url = f"{stage.apis[number % len(stage.apis)].url}/api/v1/{address}"
            async with gate:
                called = time.monotonic()
                headers = {"Idempotency-Key": f"{run_name}-{number}"}
                reply = await client.post(url, json=body, headers=headers)
                # "Busy, please repeat" is an honest answer on a crowded machine; the same key makes it harmless.
                for _ in range(PATIENT):
                    if reply.status_code != 503:
                        break
                    await asyncio.sleep(1)
                    reply = await client.post(url, json=body, headers=headers)
                return Told(body, called, time.monotonic(), reply.status_code, reply.json())

        return list(await asyncio.gather(*(buy(number, body) for number, body in enumerate(bodies))))


def body_of(number: int, **wanted: Any) -> Body:
    return {
        **wanted, "paymentMethod": "pay_on_site",
        "userDetails": {"firstName": f"Buyer {number}", "phone": f"+7701{number % 10_000_000:07d}"},
    }  # fmt: skip


def room_sale(stage: Stage, *, buyers: int, places: int) -> Sale:
    """One room type, the same two nights for everybody."""

    async def make(tx: Tx) -> int:
        return (await make_rooms(tx, capacity=places, payment_timing=PaymentTiming.ON_SITE)).resource.id

    room = stage.commit(make)
    span = {"startDate": DAY.isoformat(), "endDate": (DAY + timedelta(days=2)).isoformat()}
    bodies = [body_of(n, resourceId=f"res_{room}", **span) for n in range(buyers)]
    # Every tenth request only looks.
    for n in range(0, buyers, 10):
        bodies.insert(n + n // 10, {"resourceId": f"res_{room}", **span, "quantity": 1})
    return Sale(bodies, {room: places}, places)


def nights_sale(stage: Stage, *, buyers: int, places: int, seed: int = 1) -> Sale:
    """Stays of one to three nights over a week: who is told no depends on all the others."""
    sale = room_sale(stage, buyers=buyers, places=places)
    rnd = random.Random(seed)
    sale.bodies = [body for body in sale.bodies if "userDetails" in body]
    for body in sale.bodies:
        first = DAY + timedelta(days=rnd.randint(0, 5))
        body |= {"startDate": first.isoformat(), "endDate": (first + timedelta(days=rnd.randint(1, 3))).isoformat()}
    sale.most = places * 7
    return sale


def slot_sale(stage: Stage, *, buyers: int, seed: int = 2) -> Sale:
    """A court by the hour: overlapping times on one day."""

    async def make(tx: Tx) -> int:
        return (await make_court(tx, payment_timing=PaymentTiming.ON_SITE)).resource.id

    court, rnd = stage.commit(make), random.Random(seed)
    bodies = []
    for number in range(buyers):
        start = rnd.randint(9, 20)
        span = {"startDate": f"{DAY}T{start:02d}:00:00", "endDate": f"{DAY}T{start + rnd.randint(1, 2):02d}:00:00"}
        bodies.append(body_of(number, resourceId=f"res_{court}", **span))
    return Sale(bodies, {court: 1}, 13)


def service_sale(stage: Stage, *, buyers: int) -> Sale:
    """A service that needs one of three people and one of two rooms at the same minute: two can be served."""

    async def make(tx: Tx) -> tuple[int, list[int]]:
        venue = await make_venue(tx)
        people = [await make_stylist(tx, venue, name=f"Мастер {n}") for n in range(3)]
        rooms = [await make_stylist(tx, venue, name=f"Кресло {n}", role="chair") for n in range(2)]
        for one in (*people, *rooms):
            await open_daily(tx, one)
        made = await make_service(
            tx, venue, ("staff", tuple(p.id for p in people)), ("chair", tuple(r.id for r in rooms)),
            payment_timing=PaymentTiming.ON_SITE,
        )  # fmt: skip
        await set_service_price(tx, made)
        return made.id, [one.id for one in (*people, *rooms)]

    service, parts = stage.commit(make)
    bodies = [body_of(n, serviceId=f"srv_{service}", startDate=f"{DAY}T12:00:00") for n in range(buyers)]
    return Sale(bodies, dict.fromkeys(parts, 1), 2)


async def set_service_price(tx: Tx, service: Any) -> None:
    from smartbooking.kernel.principal import SYSTEM
    from smartbooking.pricing import service as pricing
    from smartbooking.pricing.domain import Offer, Rate
    from tests.bookings.factory import NOW

    offer = Offer.of(service.vendor_id, None, service.id)
    rate = Rate(offer=offer, currency="KZT", unit=Unit.SLOT, amount_minor=5_000_00, tax_category="none")
    await pricing.set_rate(tx, rate=rate, principal=SYSTEM, now=NOW)


def basket_sale(stage: Stage, *, buyers: int, places: int, seed: int = 3) -> Sale:
    """Baskets of two or three of four room types, named in any order: all lines or none."""

    async def make(tx: Tx) -> list[int]:
        venue = await make_venue(tx)
        made = [
            await make_resource(tx, venue, name=f"Тип {n}", capacity=places, payment_timing=PaymentTiming.ON_SITE)
            for n in range(4)
        ]
        for one in made:
            await set_price(tx, one, currency="KZT", unit=Unit.NIGHT, amount=10_000_00)
        return [one.id for one in made]

    rooms, rnd = stage.commit(make), random.Random(seed)
    span = {"startDate": DAY.isoformat(), "endDate": (DAY + timedelta(days=1)).isoformat()}
    bodies = [
        body_of(n, lines=[{"resourceId": f"res_{r}", **span} for r in rnd.sample(rooms, rnd.randint(2, 3))])
        for n in range(buyers)
    ]
    return Sale(bodies, dict.fromkeys(rooms, places), 2 * places)


_SOLD: Final = """
select coalesce(sum(c.quantity), 0)::int as sold, count(*)::int as claims from availability.claim c
where c.resource_id = $1
"""
_HIGHEST: Final = """
with edge as (
  select lower(cells) as at, quantity from availability.claim where resource_id = $1
  union all select upper(cells), -quantity from availability.claim where resource_id = $1
), step as (select at, sum(quantity) as change from edge group by at)
select coalesce(max(used), 0)::int from (select sum(change) over (order by at) as used from step) running
"""


def findings(stage: Stage, sale: Sale) -> list[str]:
    """What is wrong after a sale: more sold than there is, answers nobody should get, a ledger that does not add up."""
    statuses = Counter(told.status for told in sale.told if not told.reading)
    statuses.update(told.status for told in sale.told if told.reading and told.status != 200)
    found = [f"{n} answers were {status}" for status, n in statuses.items() if status not in (201, 409)]
    refusals = Counter(told.answer.get("code") for told in sale.told if told.status == 409)
    found += [f"{n} refusals said {code}" for code, n in refusals.items() if code not in SOLD_OUT]
    for resource, capacity in sale.resources.items():
        highest = stage.query(_HIGHEST, resource)[0][0]
        if highest > capacity:
            found.append(f"resource {resource}: {highest} of {capacity} sold")
    claims = sum(stage.query(_SOLD, resource)[0]["claims"] for resource in sale.resources)
    expected = sum(_claims_of(told) for told in sale.told if told.status == 201)
    if claims != expected:
        found.append(f"{claims} claims for answers that mean {expected}")
    if stage.deadlocks():
        found.append(f"{stage.deadlocks()} deadlocks in the log of PostgreSQL")
    return found + [f"the ledger has drifted: {drift}" for drift in stage.drifts()]


def _claims_of(told: Told) -> int:
    if "serviceId" in told.body:
        return 2
    return len(told.body.get("lines", (None,)))


def sold(sale: Sale) -> int:
    return sum(told.status == 201 for told in sale.told)


def nights_of(body: Body) -> list[date]:
    first, last = date.fromisoformat(body["startDate"]), date.fromisoformat(body["endDate"])
    return [first + timedelta(days=n) for n in range((last - first).days)]


def history_findings(sale: Sale) -> list[str]:
    """The answers of a sale of one place kind as a history: can ONE counter of that capacity explain them?"""
    (capacity,) = sale.resources.values()
    start = min(told.called for told in sale.told)
    history = [_operation(told, start) for told in sale.told]
    found = bounds(history, capacity)
    if not found and len(history) <= EXACT and not linearizable(history, capacity):
        found.append("no order of the requests explains the answers")
    return found


def _operation(told: Told, start: float) -> Operation:
    called, answered = told.called - start, told.answered - start
    if told.reading:
        return Operation(called, answered, Kind.READ, Answer.DONE, told.answer["availableQuantity"])
    return Operation(called, answered, Kind.HOLD, Answer.DONE if told.status == 201 else Answer.FULL)


def oversold_nights(sale: Sale) -> list[str]:
    """From the customers' own confirmations: more people in a night than there are places."""
    (capacity,) = sale.resources.values()
    nights = Counter(itertools.chain.from_iterable(nights_of(told.body) for told in sale.told if told.status == 201))
    return [f"{count} people on {night} in {capacity} places" for night, count in nights.items() if count > capacity]
