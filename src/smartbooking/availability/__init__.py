"""What is free and who has taken it: the ledger of claims, and the rules that say when a resource opens.

Invariant: for every resource and cell of time, the quantity of live claims never exceeds the capacity; the
database refuses the write that would break it, whoever writes.
"""
