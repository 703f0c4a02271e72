"""All SQL of the catalog. Functions take the session; nothing here decides who may see what."""
