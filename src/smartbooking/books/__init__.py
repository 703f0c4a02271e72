"""The double-entry books: every movement of money once, in the transaction that caused it, for ever.

Invariant: the entries of a posting sum to zero in every currency (checked by the database at commit), nothing posted
is ever changed or deleted, and one cause posts once however often it is repeated.
Refuses: knowing bookings or gateways; it is told amounts and stands below everything that moves money.
"""
