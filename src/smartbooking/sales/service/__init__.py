"""Use cases of online sales."""
