"""HTTP of availability: opening and rules, closures and blocks, and questions that need no prices."""

from smartbooking.availability.api import asking, closing, opening

ROUTERS = (opening.router, closing.router, asking.router)

__all__ = ["ROUTERS"]
