"""Runs SQL scripts of several statements inside a migration's transaction."""

from __future__ import annotations

from pathlib import Path

from alembic import op

SQL = Path(__file__).parent / "sql"


def execute_script(script: str) -> None:
    """Run a whole script through the driver's simple protocol; prepared statements take one command only."""
    connection = op.get_bind()
    connection.exec_driver_sql("select 1")  # makes sure that the transaction has begun
    adapted = connection.connection.dbapi_connection
    assert adapted is not None
    adapted.run_async(lambda driver: driver.execute(script))


def execute_files(folder: str) -> None:
    """Run all files of sql/<folder> in the order of their names."""
    for path in sorted((SQL / folder).glob("*.sql")):
        execute_script(path.read_text())
