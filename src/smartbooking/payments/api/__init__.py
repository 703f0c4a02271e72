"""HTTP of payments: what customers see, and how providers and the people of a business speak to us."""

from smartbooking.payments.api import payments

ROUTERS = (payments.router,)
