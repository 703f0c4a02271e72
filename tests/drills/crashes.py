"""kill -9 at the named places of the product, and the judge of what is left afterwards.

A play: some buyers want one room type; the process that serves them comes to the named place and dies there, or
freezes there while its database loses power or the other process dies; everybody repeats with the same key until the
answer is final; time passes; the judge compares what customers were told, bookings, claims, papers, our books and
the provider's own.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal, get_args
from uuid import UUID

import httpx2

from smartbooking.catalog.domain import PaymentTiming, Policy
from smartbooking.infra.db import Tx
from smartbooking.kernel.ids import parse_uuid
from smartbooking.pricing.domain import DepositKind, Unit
from tests.bookings.factory import NIGHT_PRICE, make_rooms, set_price
from tests.drills.harness import Running, Stage

Victim = Literal["api", "worker", "postgres"]
# Answers that ask for a repetition; everything else is final.
NOT_YET: Final = frozenset({"request-in-flight", "temporarily-unavailable", "internal-error"})
ARRIVAL: Final = datetime.now(UTC).date() + timedelta(days=40)


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """Which place, who dies there, and which act leads there."""

    place: str
    victim: Victim
    act: str
    # The process that comes to the place; unless it is the victim itself, it freezes there while the victim dies.
    actor: Literal["api", "worker"] = "api"

    @property
    def name(self) -> str:
        return f"{self.place} {self.victim} ({self.act})"


def _plays() -> Iterator[Play]:
    for place, act in (
        ("K1", "on_site"), ("K2", "on_site"), ("K2", "prepaid"), ("K3", "prepaid"), ("K4", "prepaid"),
        ("K5", "prepaid"), ("K6", "at_the_bank"), ("K7", "at_the_bank"), ("K8", "hold_on_site"),
        ("K8", "prepaid"), ("K9", "prepaid"),
    ):  # fmt: skip
        yield Play(place=place, victim="api", act=act)
        yield Play(place=place, victim="postgres", act=act)
    for place, act in (
        ("K8", "at_the_bank"), ("K9", "at_the_bank"), ("K11", "cancelled"), ("K12", "cancelled"), ("K13", "expired"),
    ):  # fmt: skip
        yield Play(place=place, victim="worker", act=act, actor="worker")
        yield Play(place=place, victim="postgres", act=act, actor="worker")


EVERY_PLAY: Final = tuple(_plays())


def _money_plays() -> Iterator[Play]:
    """Every place on the way of the money, and each of the three dies while somebody stands there."""
    acts: dict[str, tuple[str, Literal["api", "worker"]]] = {
        **dict.fromkeys(("K1", "K2", "K3", "K4", "K5", "K8", "K9"), ("prepaid", "api")),
        **dict.fromkeys(("K6", "K7"), ("at_the_bank", "api")),
        "K10": ("at_the_bank", "worker"),
        **dict.fromkeys(("K11", "K12"), ("cancelled", "worker")),
        "K13": ("expired", "worker"),
    }
    for place in sorted(acts, key=lambda name: int(name[1:])):
        for victim in get_args(Victim):
            yield Play(place=place, victim=victim, act=acts[place][0], actor=acts[place][1])
    # A held card: before the charge is sent, and after the provider has done it.
    for place in ("H1", "H2"):
        for victim in get_args(Victim):
            yield Play(place=place, victim=victim, act="charged", actor="worker")


# 13 places and the 2 of a held card, three victims each.
MONEY_PLAYS: Final = tuple(_money_plays())


@dataclass
class Buyer:
    """One customer with one key, and the last thing she was told."""

    number: int
    key: str
    body: dict[str, Any]
    link: str = ""
    answers: list[tuple[int, dict[str, Any]]] = field(default_factory=list)

    @property
    def told(self) -> dict[str, Any]:
        return self.answers[-1][1]

    @property
    def status(self) -> int:
        return self.answers[-1][0] if self.answers else 0

    @property
    def final(self) -> bool:
        return bool(self.answers) and self.told.get("code") not in NOT_YET

    @property
    def booking_id(self) -> UUID:
        return parse_uuid("bkg", self.told["bookingId"])

    def buy(self, url: str) -> None:
        """One try; a broken connection is no answer."""
        try:
            headers = {"Idempotency-Key": self.key, "X-Booking-Token": self.link}
            reply = httpx2.post(f"{url}/api/v1/bookings", json=self.body, headers=headers, timeout=30)
        except httpx2.TransportError:
            return
        self.answers.append((reply.status_code, reply.json()))

    def press(self, victim: Running) -> None:
        """As people do: whoever is told "in a moment", by a process that has just lost its connections, tries again."""
        until = time.monotonic() + 45
        self.buy(victim.url)
        while victim.alive and self.status == 503 and time.monotonic() < until:
            time.sleep(0.2)
            self.buy(victim.url)

    def hold(self, url: str) -> None:
        """A hold of what is wanted; the purchase then names it instead of the wish."""
        line = {name: self.body.pop(name) for name in ("resourceId", "startDate", "endDate", "quantity")}
        reply = self._patiently(f"{url}/api/v1/holds", {"lines": [line]}, {"Idempotency-Key": f"{self.key}-hold"})
        if reply.status_code == 201:
            self.body["holdId"] = reply.json()["holdId"]
            self.link = reply.json()["manageToken"]
        else:
            self.answers.append((reply.status_code, reply.json()))

    def insist(self, url: str, *, until: float) -> None:
        """The same request with the same key until the answer is final."""
        while not self.final:
            assert time.monotonic() < until, f"buyer {self.number} gets no final answer: {self.answers[-3:]}"
            self.buy(url)
            if not self.final:
                time.sleep(0.1)

    def command(self, url: str, verb: str) -> None:
        headers = {"Idempotency-Key": f"{self.key}-{verb}", "X-Booking-Token": self.told["manageToken"]}
        address = f"{url}/api/v1/bookings/{self.told['bookingId']}/{verb}"
        reply = self._patiently(address, {"reason": "drill"}, headers)
        assert reply.status_code == 200, reply.text

    def _patiently(self, address: str, body: dict[str, Any], headers: dict[str, str]) -> httpx2.Response:
        """The answer, after any number of "in a moment"."""
        until = time.monotonic() + 45
        while True:
            reply = httpx2.post(address, json=body, headers=headers, timeout=30)
            if reply.status_code != 503 or time.monotonic() > until:
                return reply
            time.sleep(0.2)


@dataclass
class Scene:
    """One play being acted: its room type, its buyers, the process that comes to the place."""

    stage: Stage
    play: Play
    rnd: random.Random
    actor: Running
    healthy: Running
    resource_id: int = 0
    capacity: int = 1
    buyers: list[Buyer] = field(default_factory=list)
    wish: dict[str, str] = field(default_factory=dict)
    """What each buyer asks for besides: the code of a card, a pass or a membership."""

    def open_secured(self) -> None:
        """Paid at the venue, secured by a card; cancelling costs the first night at any time."""
        self.capacity = self.rnd.randint(1, 2)
        fee = {"kind": "first_unit"}
        policy = {"late": fee, "noShow": fee, "costs": fee}

        async def make(tx: Tx) -> int:
            rooms = await make_rooms(
                tx, capacity=self.capacity, payment_timing=PaymentTiming.CARD_HOLD, policy=Policy.CUSTOM,
                custom_policy=policy,
            )  # fmt: skip
            return rooms.resource.id

        self.resource_id = self.stage.commit(make)

    def open(self, *, prepaid: bool) -> None:
        """Fewer places than buyers, or just enough: both happen. Before the visit all is paid, or a deposit."""
        self.capacity = self.rnd.randint(1, 2)
        before = self.rnd.choice((PaymentTiming.PREPAY, PaymentTiming.PREPAY, PaymentTiming.DEPOSIT))
        timing = before if prepaid else PaymentTiming.ON_SITE
        deposit = {"deposit": DepositKind.PERCENT, "deposit_value": 3000} if timing is PaymentTiming.DEPOSIT else {}

        async def make(tx: Tx) -> int:
            resource = (await make_rooms(tx, capacity=self.capacity, payment_timing=timing)).resource
            await set_price(tx, resource, currency="KZT", unit=Unit.NIGHT, amount=NIGHT_PRICE, **deposit)
            return resource.id

        self.resource_id = self.stage.commit(make)

    def crowd(self, method: str, token: str | None) -> list[Buyer]:
        count = self.rnd.randint(1, 3)
        self.buyers = [
            Buyer(number, f"drill-{self.rnd.getrandbits(64):x}", self._request(number, method, token))
            for number in range(count)
        ]
        return self.buyers

    def _request(self, number: int, method: str, token: str | None) -> dict[str, Any]:
        return {
            "resourceId": f"res_{self.resource_id}", "startDate": ARRIVAL.isoformat(),
            "endDate": (ARRIVAL + timedelta(days=2)).isoformat(), "quantity": 1,
            "userDetails": {"firstName": f"Buyer {number}", "phone": f"+7701555{number:04d}"}, "paymentMethod": method,
            "paymentDetails": {"token": token} if token else {}, **self.wish,
        }  # fmt: skip

    def strike(self, act: Callable[[], Sequence[Future[None]]]) -> None:
        """Arm, act, and let the victim die: the one who comes to the place, or another while it stands there."""
        itself = self.play.victim == self.play.actor
        self.actor.arm(self.play.place if itself else f"{self.play.place}:1:pause")
        if self._rival is not None:
            self._rival.freeze()
        waiting = act()
        if itself:
            self.actor.wait_for(lambda: not self.actor.alive, f"died at {self.play.place}")
        else:
            self.actor.wait_for(lambda: self.actor.frozen, f"came to {self.play.place}")
            self._kill_another()
            self.actor.resume()
        if self._rival is not None:
            self._rival.resume()
        for one in waiting:
            one.result(60)

    @property
    def _rival(self) -> Running | None:
        """A worker that hears of the money first confirms by itself: then nobody would come to the place."""
        early = self.play.place == "K8" and self.play.act == "prepaid"
        return self.stage.worker if early and self.play.actor == "api" else None

    def _kill_another(self) -> None:
        if self.play.victim == "postgres":
            self.stage.cut_power_of_database()
        elif self.play.victim == "worker":
            self.stage.worker.kill()
        else:
            self.stage.apis[0].kill()

    def everybody_insists(self) -> None:
        until = time.monotonic() + 60
        for buyer in self.buyers:
            buyer.insist(self.healthy.url, until=until)


Acts = Mapping[str, Callable[["Scene", ThreadPoolExecutor], None]]


def perform(stage: Stage, play: Play, seed: int, acts: Acts, *, actor: Running, healthy: Running) -> Scene:
    """Act one play to its final answers. What the worker still has to do is awaited by the judge's caller."""
    scene = Scene(stage, play, random.Random(f"{play.name} {seed}"), actor, healthy)
    with ThreadPoolExecutor(4) as pool:
        acts[play.act](scene, pool)
    return scene


def buy_through_victim(scene: Scene, pool: ThreadPoolExecutor) -> None:
    buyers = scene.buyers

    def act() -> list[Future[None]]:
        return [pool.submit(buyer.press, scene.actor) for buyer in buyers]

    scene.strike(act)
    scene.stage.let_leases_pass()
    scene.everybody_insists()


def _on_site(scene: Scene, pool: ThreadPoolExecutor) -> None:
    scene.open(prepaid=False)
    scene.crowd("pay_on_site", None)
    buy_through_victim(scene, pool)


def _hold_on_site(scene: Scene, pool: ThreadPoolExecutor) -> None:
    """A hold first, finished by the request that dies: the way of the storefront."""
    scene.open(prepaid=False)
    for buyer in scene.crowd("pay_on_site", None):
        buyer.hold(scene.healthy.url)
    buy_through_victim(scene, pool)


def _prepaid(scene: Scene, pool: ThreadPoolExecutor) -> None:
    scene.open(prepaid=True)
    # The places of settlement are reached by those who pay; before them the bank may also say no.
    tokens = ["tok_success"] if scene.play.place in ("K8", "K9") else ["tok_success", "tok_success", "tok_declined"]
    scene.crowd("credit_card", scene.rnd.choice(tokens))
    buy_through_victim(scene, pool)


def _at_the_bank(scene: Scene, pool: ThreadPoolExecutor) -> None:
    """The customer pays on the provider's page and closes her browser: messages and the worker do the rest."""
    scene.open(prepaid=True)
    scene.crowd("credit_card", None)
    scene.everybody_insists()

    def act() -> list[Future[None]]:
        for buyer in scene.buyers:
            if buyer.status == 201:
                scene.stage.provider.press(buyer.told["nextAction"]["url"], choice="pay")
        return []

    scene.strike(act)


def _cancelled(scene: Scene, pool: ThreadPoolExecutor) -> None:
    scene.open(prepaid=True)
    scene.crowd("credit_card", "tok_success")
    scene.everybody_insists()
    scene.stage.wait_until_quiet()

    def act() -> list[Future[None]]:
        for buyer in scene.buyers:
            if buyer.status == 201:
                buyer.command(scene.healthy.url, "cancel")
        return []

    scene.strike(act)


def _charged(scene: Scene, pool: ThreadPoolExecutor) -> None:
    """The card is held, the customer cancels, and the worker takes the fee."""
    scene.open_secured()
    scene.crowd("credit_card", "tok_success")
    scene.everybody_insists()
    scene.stage.wait_until_quiet()

    def act() -> list[Future[None]]:
        for buyer in scene.buyers:
            if buyer.status == 201:
                buyer.command(scene.healthy.url, "cancel")
        return []

    scene.strike(act)


def _expired(scene: Scene, pool: ThreadPoolExecutor) -> None:
    """At the bank, but nobody pays: the sweeper kills the payment and gives the place back."""
    scene.open(prepaid=True)
    scene.crowd("credit_card", None)
    scene.everybody_insists()
    paying = [buyer for buyer in scene.buyers if buyer.status == 201]

    def act() -> list[Future[None]]:
        for buyer in paying:
            make_overdue(scene.stage, buyer.booking_id)
        return []

    scene.strike(act)


def make_overdue(stage: Stage, booking_id: UUID) -> None:
    """The quarter of an hour at the bank is over."""
    past = f"set expires_at = clock_timestamp() - interval '1 s' where %s = '{booking_id}'"
    # The ledger lets nobody end a hold in the past; time itself may.
    stage.execute(
        "set local session_replication_role = replica;"
        f"update availability.claim {past % 'booking_id'}; update bookings.booking {past % 'id'};"
    )


ACTS: Final[Acts] = {
    "on_site": _on_site, "hold_on_site": _hold_on_site, "prepaid": _prepaid, "at_the_bank": _at_the_bank,
    "cancelled": _cancelled, "expired": _expired, "charged": _charged,
}  # fmt: skip
