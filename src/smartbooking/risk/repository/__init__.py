"""All SQL of risk."""
