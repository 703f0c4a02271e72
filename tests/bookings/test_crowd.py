"""Those who want the very same thing queue in order; nobody else waits, and nothing is left behind."""

from __future__ import annotations

import asyncio

import pytest

from smartbooking.bookings.service.crowd import TOGETHER, Crowd


async def settle() -> None:
    """Let everybody go as far as they can without being let on."""
    for _ in range(10):
        await asyncio.sleep(0)


class Queue:
    """People who stay inside until they are told to leave."""

    def __init__(self) -> None:
        self.crowd = Crowd()
        self.inside: list[str] = []
        self.leave: dict[str, asyncio.Event] = {}
        self.people: dict[str, asyncio.Task[None]] = {}

    async def come(self, name: str, wish: str) -> None:
        self.leave[name] = asyncio.Event()
        self.people[name] = asyncio.get_running_loop().create_task(self._stay(name, wish))
        await settle()

    async def _stay(self, name: str, wish: str) -> None:
        async with self.crowd.turn(wish):
            self.inside.append(name)
            await self.leave[name].wait()
            self.inside.remove(name)

    async def go(self, name: str) -> None:
        self.leave[name].set()
        await self.people[name]
        await settle()


async def test_two_are_inside_and_the_rest_come_in_order() -> None:
    queue = Queue()
    for name in "abcd":
        await queue.come(name, "court at ten")
    assert TOGETHER == 2
    assert queue.inside == ["a", "b"]

    await queue.go("b")
    assert queue.inside == ["a", "c"]
    await queue.go("a")
    assert queue.inside == ["c", "d"]
    await queue.go("c")
    await queue.go("d")
    assert queue.inside == []


async def test_another_wish_does_not_wait() -> None:
    queue = Queue()
    for name in "abc":
        await queue.come(name, "court at ten")
    await queue.come("z", "court at eleven")

    assert queue.inside == ["a", "b", "z"]
    for name in "abcz":
        queue.leave[name].set()
    await asyncio.gather(*queue.people.values())


async def test_who_fails_or_gives_up_keeps_nobody_waiting_and_no_gate_is_left() -> None:
    queue = Queue()
    for name in "abc":
        await queue.come(name, "court at ten")

    queue.people["c"].cancel()  # hangs up while waiting
    queue.people["a"].cancel()  # hangs up inside
    await asyncio.gather(queue.people["a"], queue.people["c"], return_exceptions=True)
    with pytest.raises(ZeroDivisionError):
        async with queue.crowd.turn("court at ten"):
            raise ZeroDivisionError
    await queue.come("d", "court at ten")

    assert "d" in queue.inside
    await queue.go("b")
    await queue.go("d")
    assert queue.crowd._gates == {}
