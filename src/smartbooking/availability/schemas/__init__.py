"""Wire shapes of availability."""
