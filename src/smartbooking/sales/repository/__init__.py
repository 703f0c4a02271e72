"""SQL of online sales."""
