"""Search: one narrow listing row per bookable offer, found by words, place, dates, price and taste.

Owns the schema `search`, a read model fed by events; it may be seconds stale. The ledger decides, never this.
"""
