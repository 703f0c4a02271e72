"""Random lives of bookings, told to the product's services and to the model; both must say and show the same."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from smartbooking.availability import service as availability
from smartbooking.availability.errors import SlotUnavailable
from smartbooking.bookings.domain.caller import Caller
from smartbooking.bookings.errors import NotBookable
from smartbooking.bookings.service import approval, cancellation, checkout, expiry, holds, rescheduling
from smartbooking.bookings.service.checkout import Payment
from smartbooking.infra.db import Tx
from smartbooking.payments import service as payments
from tests.bookings.factory import GUEST, NIGHT_PRICE, TERMS, link, order_for
from tests.drills.lifecycle_model import AT_THE_BANK, PATIENCE, Agreement
from tests.drills.watched_house import REFUSED, WatchedHouse, nights, spans


class LifecycleMachine(WatchedHouse):
    """Everything people, the bank and time may do, in any order."""

    @rule(room=st.sampled_from([0, 0, 0, 1, 2]), span=spans, quantity=st.sampled_from([1, 1, 1, 2]))
    def hold(self, room: int, span: tuple[int, int], quantity: int) -> None:
        expected = self.world.fits(room, span, quantity)

        async def use_case(tx: Tx) -> UUID:
            order = await order_for(tx, self.ids[room], nights(span), quantity=quantity, now=self.now)
            return (await holds.place_hold(tx, order, terms=TERMS, now=self.now)).id

        answer = self.tried(self.in_tx(use_case))
        assert expected is None or (answer != REFUSED) == expected, (answer, expected)
        if answer == REFUSED:
            assert self.problem in (SlotUnavailable, NotBookable)
            return
        self.world.taken_in(room)
        price = NIGHT_PRICE * (span[1] - span[0]) * quantity
        self.world.bookings[answer] = Agreement(room, span, quantity, price)
        self.numbers.append(answer)

    @precondition(lambda self: self.numbers)
    @rule(data=st.data())
    def extend(self, data: st.DataObject) -> None:
        number = self.some(data, "held")
        b = self.world.bookings[number]
        possible = b.status in ("held", "pending_payment") and b.claimed and b.extensions < TERMS.extensions
        answer = self.tried(
            self.in_tx(
                lambda tx: holds.extend_hold(tx, booking_id=number, caller=link(number), terms=TERMS, now=self.now)
            )
        )
        assert (answer != REFUSED) == possible
        if possible:
            b.left, b.extensions = max(b.left, 0) + 2, b.extensions + 1

    @precondition(lambda self: self.numbers)
    @rule(data=st.data(), mood=st.sampled_from(["ok", "ok", "page", "page", "decline", "lost"]))
    def pay(self, data: st.DataObject, mood: str) -> None:
        number = self.some(data, "held", "pending_payment")
        b = self.world.bookings[number]
        self.bank.mood = mood
        answer = self.tried(self._check_out(number, b))
        if not b.claimed or b.status not in ("held", "pending_payment"):
            assert answer == REFUSED
        elif not self.world.rooms[b.room].prepaid:
            self._agreed_without_money(b, answer)
        elif b.status == "pending_payment" and b.told != "failed":
            assert answer == REFUSED, "two payments of one booking at once"
        else:
            self._paid(b, mood, answer)

    async def _check_out(self, number: UUID, b: Agreement) -> Any:
        payment = Payment(method="bank" if self.world.rooms[b.room].prepaid else "pay_on_site", token="tok")

        async def begin(tx: Tx) -> checkout.Begun:
            if b.status == "held":
                return await checkout.check_out(
                    tx, booking_id=number, caller=link(number), contact=GUEST, payment=payment, note="",
                    approval_for=TERMS.approval_for, now=self.now,
                )  # fmt: skip
            return await checkout.pay(tx, booking_id=number, caller=link(number), payment=payment, now=self.now)

        begun = await self.database.run(begin)
        if begun.attempt_id is not None:
            await checkout.finish_payment(self.database, booking_id=number, attempt_id=begun.attempt_id, now=self.now)

    def _agreed_without_money(self, b: Agreement, answer: Any) -> None:
        assert answer != REFUSED, self.problem
        if self.world.rooms[b.room].on_request:
            b.status, b.left = "awaiting_approval", 24 * 60
        else:
            b.status = "confirmed"

    def _paid(self, b: Agreement, mood: str, answer: Any) -> None:
        assert (answer == "declined") == (mood == "decline"), answer
        b.status, b.left = "pending_payment", max(b.left, AT_THE_BANK)
        b.told, b.bank = {
            "ok": ("paid", "paid"), "page": ("open", "open"), "decline": ("failed", "failed"),
            "lost": ("unknown", "paid"),
        }[mood]  # fmt: skip
        if mood == "ok":
            b.status = "confirmed"

    @precondition(lambda self: any(self.bank.open_page(n) for n in self.numbers))
    @rule(data=st.data(), pays=st.sampled_from([True, True, True, False]))
    def answer_the_page(self, data: st.DataObject, pays: bool) -> None:
        number = data.draw(st.sampled_from([n for n in self.numbers if self.bank.open_page(n)]))
        self.bank.press(number, pays=pays)
        self.world.bookings[number].bank = "paid" if pays else "failed"

    @precondition(lambda self: self.bank.events)
    @rule(data=st.data(), copies=st.sampled_from([1, 1, 2]))
    def message_arrives(self, data: st.DataObject, copies: int) -> None:
        """Any message the bank ever sent: new, late, again, or twice with the same id."""
        key = data.draw(st.sampled_from(self.bank.events[-3:]))
        body = json.dumps({"id": f"e{next(self.messages)}-{self.vendor}", "payment": key}).encode()
        for _ in range(copies):
            self.run(payments.receive_webhook(self.database, provider="bank", headers={}, body=body, now=self.now))
        self.errands()
        if not self.bank.silent:
            self._told(UUID(hex=self.bank.payments[key].booking))

    def _told(self, number: UUID) -> None:
        """The product asks the bank and learns what is true."""
        b = self.world.bookings[number]
        if b.told not in ("open", "unknown"):
            return
        if b.bank == "open" and b.wanted_dead:
            b.bank = "void"
        if b.bank == "paid":
            self.world.secured(number)
        elif b.bank in ("failed", "void"):
            b.told = "failed"

    @rule()
    def poll(self) -> None:
        """The minute's round, some minutes later: everything open is asked about."""
        self.run(payments.poll_open(self.database, now=self.now + timedelta(minutes=3)))
        self.errands()
        if not self.bank.silent:
            for number in self.numbers:
                self._told(number)

    @rule(silent=st.sampled_from([True, False, False]))
    def bank_falls_silent_or_speaks(self, silent: bool) -> None:
        self.bank.silent = silent

    @rule()
    def answer_to_a_refund_is_lost(self) -> None:
        self.bank.lose_refund = True

    @precondition(lambda self: any(b.holding for b in self.world.bookings.values()))
    @rule(minutes=st.sampled_from([3, 7, 16, 30]))
    def time_passes(self, minutes: int) -> None:
        """The world grows older: every clock that runs is nearer to its end."""
        self.run(self._grow_older(minutes))
        for b in self.world.bookings.values():
            if b.holding:
                b.left -= minutes

    async def _grow_older(self, minutes: int) -> None:
        async with self.owner.transaction():
            # The ledger lets nobody end a hold in the past; time itself may.
            await self.owner.execute("set local session_replication_role = replica")
            for table in ("bookings.booking", "availability.claim"):
                await self.owner.execute(
                    f"update {table} set expires_at = expires_at - $2::interval"
                    " where vendor_id = $1 and expires_at is not null", self.vendor, timedelta(minutes=minutes),
                )  # fmt: skip

    @rule()
    def sweep(self) -> None:
        """The sweeper ends what is overdue, but kills the payment first."""
        self.run(expiry.expire_due(self.database, now=self.now))
        overdue = sorted((b.left, n) for n, b in self.world.bookings.items() if b.overdue)
        for _, number in overdue:
            self._swept(number)
        self.errands()
        for _, number in overdue:
            if self.world.bookings[number].bank == "void":
                assert not self.bank.open_page(number), "I2: the bank still takes money for what is over"

    def _swept(self, number: UUID) -> None:
        b = self.world.bookings[number]
        if b.told in ("open", "unknown"):
            b.wanted_dead = True
            if self.bank.silent:
                if b.left > -PATIENCE:
                    return
            else:
                self._told(number)
        if b.told != "paid" and b.holding:
            b.status, b.claimed = "expired", False

    @rule(span=spans, minutes=st.sampled_from([AT_THE_BANK + 2, AT_THE_BANK + PATIENCE + 10]))
    def money_comes_while_the_bank_says_nothing(self, span: tuple[int, int], minutes: int) -> None:
        """The hold ends, perhaps all patience, too; then the buyer pays. In single steps chance rarely gets here."""
        before = len(self.numbers)
        self.hold(0, span, 1)
        if len(self.numbers) == before:
            return
        number = self.numbers[-1]
        self.bank.mood = "page"
        b = self.world.bookings[number]
        self._paid(b, "page", self.tried(self._check_out(number, b)))
        self.bank_falls_silent_or_speaks(silent=True)
        self.time_passes(minutes)
        self.sweep()
        self.bank.press(number, pays=True)
        b.bank = "paid"
        self.bank_falls_silent_or_speaks(silent=False)
        self.poll()

    @precondition(lambda self: self.numbers)
    @rule(data=st.data(), by_staff=st.booleans())
    def cancel(self, data: st.DataObject, by_staff: bool) -> None:
        number = self.some(data, "confirmed", "pending_payment", "awaiting_approval")
        b = self.world.bookings[number]
        possible = b.status in ("confirmed", "pending_payment", "awaiting_approval", "cancelled")
        answer = self.tried(self._cancel(number, self.staff if by_staff else link(number)))
        assert (answer != REFUSED) == possible
        if possible:
            self._cancelled(number, b)

    @precondition(lambda self: any(b.status == "confirmed" for b in self.world.bookings.values()))
    @rule(data=st.data())
    def both_cancel_at_once(self, data: st.DataObject) -> None:
        """Customer and staff in the same moment: both hear yes, one refund."""
        fit = [n for n in self.numbers if self.world.bookings[n].status == "confirmed"]
        number = data.draw(st.sampled_from(fit))

        async def both() -> None:
            await asyncio.gather(self._cancel(number, self.staff), self._cancel(number, link(number)))

        assert self.tried(both()) != REFUSED, self.problem
        self._cancelled(number, self.world.bookings[number])

    async def _cancel(self, number: UUID, caller: Caller) -> None:
        await self.database.run(
            lambda tx: cancellation.cancel(
                tx, booking_id=number, caller=caller, reason="", refund_requested=True, now=self.now
            )
        )

    def _cancelled(self, number: UUID, b: Agreement) -> None:
        if b.status == "pending_payment":
            b.wanted_dead = True
        b.status, b.claimed = "cancelled", False
        if not self.bank.silent:
            self._told(number)

    @precondition(lambda self: self.numbers)
    @rule(data=st.data(), first=st.integers(0, 3))
    def reschedule(self, data: st.DataObject, first: int) -> None:
        number = self.some(data, "confirmed")
        b = self.world.bookings[number]
        span = (first, first + b.span[1] - b.span[0])

        async def use_case(tx: Tx) -> None:
            order = await order_for(tx, self.ids[b.room], nights(span), quantity=b.quantity, now=self.now)
            await rescheduling.reschedule(
                tx, booking_id=number, caller=link(number), quote=order.quote, locale="ru", now=self.now
            )

        answer = self.tried(self.in_tx(use_case))
        fits = self.world.fits(b.room, span, b.quantity, without=number) if b.status == "confirmed" else False
        assert fits is None or (answer != REFUSED) == fits, (answer, fits)
        if answer != REFUSED:
            self.world.taken_in(b.room)
            b.span = span

    @precondition(lambda self: any(b.status == "awaiting_approval" for b in self.world.bookings.values()))
    @rule(data=st.data(), yes=st.booleans())
    def vendor_decides(self, data: st.DataObject, yes: bool) -> None:
        fit = [n for n in self.numbers if self.world.bookings[n].status == "awaiting_approval"]
        number = data.draw(st.sampled_from(fit))
        b = self.world.bookings[number]
        if yes:
            answer = self.tried(self.in_tx(lambda tx: approval.approve(
                tx, booking_id=number, caller=self.staff, pay_within=timedelta(hours=24), now=self.now
            )))  # fmt: skip
            assert (answer != REFUSED) == b.claimed
            b.status = "confirmed" if b.claimed else b.status
            return
        self.tried(self.in_tx(lambda tx: approval.decline(
            tx, booking_id=number, caller=self.staff, reason="full", now=self.now
        )))  # fmt: skip
        b.status, b.claimed = "declined", False

    @precondition(lambda self: self.numbers)
    @rule(data=st.data())
    def leave(self, data: st.DataObject) -> None:
        number = self.some(data, "held")
        self.tried(self.in_tx(lambda tx: holds.release_hold(tx, booking_id=number, caller=link(number), now=self.now)))
        b = self.world.bookings[number]
        if b.status == "held":
            b.status, b.claimed = "abandoned", False

    @rule(room=st.integers(0, 2), span=spans)
    def block(self, room: int, span: tuple[int, int]) -> None:
        if len(self.world.blocks) == 2:
            return
        expected = self.world.fits(room, span, 1)
        answer = self.tried(self.in_tx(lambda tx: availability.block(
            tx, vendor_id=self.vendor, resource_id=self.ids[room], span=nights(span), quantity=1, reason="repair"
        )))  # fmt: skip
        assert expected is None or (answer != REFUSED) == expected
        if answer != REFUSED:
            self.world.taken_in(room)
            self.world.blocks.append((room, span))

    @rule(room=st.integers(0, 2), change=st.sampled_from([-1, 1]))
    def capacity_changes(self, room: int, change: int) -> None:
        capacity = min(max(self.world.rooms[room].capacity + change, 1), 4)
        needed = self.world.used(room, (0, 6), overdue=True)
        try:
            self.run(self.owner.execute(
                "update catalog.resource set capacity = $2 where id = $1", self.ids[room], capacity
            ))  # fmt: skip
        except asyncpg.CheckViolationError:
            assert capacity < needed
            return
        assert capacity >= self.world.used(room, (0, 6), overdue=False)
        if capacity < needed:
            self.world.taken_in(room)
        self.world.rooms[room].capacity = capacity
