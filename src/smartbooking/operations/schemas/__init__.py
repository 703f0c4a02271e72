"""Shapes of the help desk and the console on the wire."""
