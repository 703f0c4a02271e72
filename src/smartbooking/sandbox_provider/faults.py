"""Carrying out the faults of a call: refuse, wait, or do the work and never answer."""

from __future__ import annotations

import asyncio
import socket
import struct
from typing import Any, Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from smartbooking.sandbox_provider.ledger import Ledger
from smartbooking.sandbox_provider.rules import HANG_SECONDS, FaultKind, Refusal

# SO_LINGER with zero seconds makes close() send RST instead of FIN.
_LINGER_ZERO: Final = struct.pack("ii", 1, 0)
CUT: Final = "x-sandbox-cut"


async def before(ledger: Ledger, operation: str, token_fault: FaultKind | None) -> set[FaultKind]:
    """Suffer the faults that come before the work; returns all kinds in force for this call."""
    with ledger.writing():
        armed = ledger.take_faults(operation)
    kinds = {FaultKind(row["kind"]) for row in armed}
    waits = [float(row["seconds"]) for row in armed if row["kind"] == FaultKind.HANG]
    if token_fault is not None:
        kinds.add(token_fault)
        waits += [HANG_SECONDS] if token_fault is FaultKind.HANG else []
    if FaultKind.ERROR in kinds:
        raise Refusal(503, "provider_unavailable", "this error was asked for")
    if waits:
        await asyncio.sleep(max(waits))
    return kinds


def cut_of(kinds: set[FaultKind]) -> str | None:
    """How the answer is to be lost, if it is."""
    for kind in (FaultKind.RESET, FaultKind.LOST_REPLY, FaultKind.ERROR_AFTER):
        if kind in kinds:
            return kind.value
    return None


class Cutter:
    """Outermost layer: answers marked with the CUT header never reach the caller."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        # Any: uvicorn's request cycle, the bound owner of `send`; it alone knows the socket.
        cycle: Any = getattr(send, "__self__", None)
        cut = False

        async def guarded(message: Message) -> None:
            nonlocal cut
            if message["type"] == "http.response.start":
                how = dict(message["headers"]).get(CUT.encode())
                if how is not None and cycle is not None:
                    cut = True
                    _hang_up(cycle.transport, hard=how == FaultKind.RESET.encode())
            if not cut:
                await send(message)

        await self.app(scope, receive, guarded)


def _hang_up(transport: asyncio.Transport, *, hard: bool) -> None:
    connection: socket.socket | None = transport.get_extra_info("socket")
    if hard and connection is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_ZERO)
        transport.abort()
        return
    transport.close()
