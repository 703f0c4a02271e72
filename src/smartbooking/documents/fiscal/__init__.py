"""Ways to register receipts with the tax office."""
