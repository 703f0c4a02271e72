"""Who may call, in the words handlers use. Operators pass wherever members of a vendor do."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from smartbooking.infra.http.auth import require
from smartbooking.kernel.principal import Principal

Staff = Annotated[Principal, Depends(require.staff)]
Manager = Annotated[Principal, Depends(require.manager)]
