"""Businesses: their venues, their people, and how they come to be listed.

Owns the schema `vendors`. Invariants: a vendor moves between states only along TRANSITIONS, each step with who,
when and why; it keeps at least one owner; a venue has one IANA time zone, in which all its hours are meant.
Refuses to know what is booked there: a vendor acts on bookings only by commands of the bookings module.
"""
