"""The sandbox payment provider: a separate process that behaves like a real one, on play money.

It owns its ledger (SQLite), its hosted page, its signed messages and switches for every fault a network can
show. It knows nothing of bookings: what it stores about them is the text the merchant sent.
Invariant: every captured and refunded minor unit is one row of `entry`; the totals are sums of those rows.
"""
