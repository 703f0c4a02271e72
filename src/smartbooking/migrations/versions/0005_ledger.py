"""The ledger: claims, calendar pages, the ring of full days; the trigger that lets resources follow the catalog."""

from __future__ import annotations

from smartbooking.migrations.script import execute_files, execute_script

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    execute_files("ledger")


def downgrade() -> None:
    execute_script("drop trigger ledger_follows_catalog on catalog.resource; drop schema availability cascade;")
