"""Pricing: what a booking costs and why. Owns rates, rules, fees, promo codes and tax settings.

Invariant: the lines of a quote add up to its total, and a signed quote is honoured as it stands until it expires.
It refuses to know what is free (availability) or paid (payments); it never reads a clock.
"""
