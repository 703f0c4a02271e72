"""All SQL of identity, by table."""
