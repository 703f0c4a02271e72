"""Shapes of papers on the wire."""
