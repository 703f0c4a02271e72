"""One linear history of the database schema (Alembic)."""
