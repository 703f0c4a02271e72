"""Who may do what in the catalog, as types of handler parameters."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from smartbooking.infra.http.auth import require
from smartbooking.kernel.principal import Principal

Staff = Annotated[Principal, Depends(require.staff)]
"""Works for the vendor in the path (reads)."""
Manager = Annotated[Principal, Depends(require.manager)]
"""Manages the vendor in the path (writes)."""
