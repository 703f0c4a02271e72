"""HTTP of online sales."""
