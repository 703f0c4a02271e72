"""Handlers of operations."""

from smartbooking.operations.api.acting import router as acting
from smartbooking.operations.api.console import router as console
from smartbooking.operations.api.desk import router as desk
from smartbooking.operations.api.support import router as support

routers = (support, desk, console, acting)
