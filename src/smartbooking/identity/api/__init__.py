"""Addresses of identity: /auth and /users."""

from smartbooking.identity.api import auth, users

routers = (auth.router, users.router)

__all__ = ["routers"]
