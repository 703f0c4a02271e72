"""All SQL of value."""
