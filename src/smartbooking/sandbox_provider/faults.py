"""Losing an answer on the wire: the connection is closed or reset before a byte of it has left."""

from __future__ import annotations

import asyncio
import socket
import struct
from typing import Any, Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from smartbooking.sandbox_provider.bank import CUT_HEADER
from smartbooking.sandbox_provider.rules import FaultKind

# SO_LINGER with zero seconds makes close() send RST instead of FIN.
_LINGER_ZERO: Final = struct.pack("ii", 1, 0)


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
                how = dict(message["headers"]).get(CUT_HEADER.encode())
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
