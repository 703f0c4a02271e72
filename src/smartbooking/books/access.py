"""Who may see and decide about money: owners and managers of a business, operators."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from smartbooking.infra.http.auth import require
from smartbooking.kernel.principal import Principal

Manager = Annotated[Principal, Depends(require.manager)]
Operator = Annotated[Principal, Depends(require.operator)]
