"""Who may call what: the desk sells, finds and freezes cards; money back and longer validity are for managers."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from smartbooking.infra.http.auth import require
from smartbooking.kernel.principal import Principal

Manager = Annotated[Principal, Depends(require.manager)]
Staff = Annotated[Principal, Depends(require.staff)]
