"""All SQL of search: writing the read model, and the statements that read it."""
