"""Shapes of payments on the wire."""
