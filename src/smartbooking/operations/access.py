"""Who may call, in the words handlers use."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from smartbooking.identity.service import MINT, TokenMint
from smartbooking.infra.http.auth import require
from smartbooking.infra.http.deps import RuntimeDep
from smartbooking.kernel.principal import Principal

Admin = Annotated[Principal, Depends(require.admin)]
Customer = Annotated[Principal, Depends(require.user)]
Operator = Annotated[Principal, Depends(require.operator)]


async def _mint(runtime: RuntimeDep) -> TokenMint:
    mint: TokenMint = runtime.parts[MINT]
    return mint


MintDep = Annotated[TokenMint, Depends(_mint)]
