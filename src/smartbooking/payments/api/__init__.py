"""HTTP of payments: what customers see, and how providers and the people of a business speak to us."""

from smartbooking.payments.api import by_hand, calls, cases, payments, saved_cards, transfers

ROUTERS = (payments.router, transfers.router, by_hand.router, calls.router, cases.router, saved_cards.router)
