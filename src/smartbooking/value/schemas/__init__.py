"""Shapes of value on the wire."""
