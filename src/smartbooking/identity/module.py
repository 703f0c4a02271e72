"""Manifest of identity."""

from __future__ import annotations

from typing import Final

from smartbooking.identity.access import AUTHENTICATOR, BearerAuthenticator
from smartbooking.identity.api import routers
from smartbooking.identity.jobs import CRONS
from smartbooking.identity.personal_data import PERSONAL_DATA
from smartbooking.identity.service import MINT, CallerMemory, TokenMint
from smartbooking.infra.module import Module, Runtime


async def start(runtime: Runtime) -> None:
    """Installs the keys and what turns requests into principals."""
    mint = TokenMint(runtime.settings)
    runtime.parts[MINT] = mint
    runtime.parts[AUTHENTICATOR] = BearerAuthenticator(CallerMemory(runtime.database), mint, runtime.database)


MODULE: Final = Module(name="identity", routers=routers, crons=CRONS, personal_data=PERSONAL_DATA, startup=(start,))
