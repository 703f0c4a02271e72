"""The HTTP edge: problems, ids, limits, idempotency and health, the same for every module."""
