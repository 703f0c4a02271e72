"""HTTP handlers of value."""
