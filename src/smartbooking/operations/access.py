"""Who may call, in the words handlers use."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from smartbooking.infra.http.auth import require
from smartbooking.kernel.principal import Principal

Operator = Annotated[Principal, Depends(require.operator)]
