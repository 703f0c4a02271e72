"""Online sale of what is used later: gift cards, passes and memberships (docs/algorithms/value.md).

A sale waits for its payment as a booking does, and is issued in the transaction that learns of the money. It stands
beside bookings: neither knows the other, and both are told by payments.
"""
