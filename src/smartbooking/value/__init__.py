"""Value that was paid for before it is used: gift cards, passes, and memberships that give a price.

Invariant: the balance of an account is the sum of its movements and never below zero; the database keeps both. It
knows neither bookings nor payments: it is told an amount and a cause, and the same cause moves value once.
"""
