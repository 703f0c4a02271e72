"""Addresses of vendors: /vendors and /venues."""

from smartbooking.vendors.api import onboarding, staff, vendors, venues

routers = (vendors.router, onboarding.router, venues.router, staff.router)

__all__ = ["routers"]
