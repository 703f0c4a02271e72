"""Shapes of vendors on the wire."""
