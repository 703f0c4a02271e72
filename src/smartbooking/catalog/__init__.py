"""What businesses offer: verticals, resources, units, services, amenities and pictures.

Owns the schema `catalog`. Invariants: an offer is archived, never deleted; every edit names the version it
was based on; attributes obey the JSON Schema of the resource's vertical; capacity never falls
below what is sold (the ledger of the availability module refuses it in the same transaction).
Refuses to know prices, hours or bookings: those modules stand above and read the templates kept here.
"""
