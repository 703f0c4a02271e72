"""Handlers of operations."""

from smartbooking.operations.api.acting import router as acting
from smartbooking.operations.api.console import router as console
from smartbooking.operations.api.desk import router as desk
from smartbooking.operations.api.fees import router as fees
from smartbooking.operations.api.gaps import router as gaps
from smartbooking.operations.api.limits import router as limits
from smartbooking.operations.api.support import router as support
from smartbooking.operations.api.switches import public as switched_off
from smartbooking.operations.api.switches import router as switches

routers = (support, desk, console, acting, switches, switched_off, limits, fees, gaps)
