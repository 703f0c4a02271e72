"""Bookings: the agreement between a customer and a vendor, and everything that may happen to it.

Owns the lifecycle (domain/lifecycle.py), the frozen price and policy of each booking and its history. Orchestrates
availability, pricing and payments. Invariant: a status changes only along the table, by compare-and-swap, together
with its claims, its history row and its event.
"""
