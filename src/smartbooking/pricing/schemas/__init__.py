"""Shapes of pricing on the wire."""
