"""Who may turn the switches."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from smartbooking.infra.http.auth import require
from smartbooking.kernel.principal import Principal

Operator = Annotated[Principal, Depends(require.operator)]
Staff = Annotated[Principal, Depends(require.staff)]
Manager = Annotated[Principal, Depends(require.manager)]
