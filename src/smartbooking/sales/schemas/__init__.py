"""Shapes of online sales on the wire."""
