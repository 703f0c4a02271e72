"""Limits that administrators change without a release: every change is a row, the last one counts."""

from __future__ import annotations

from smartbooking.migrations.script import execute_script

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

TABLES = """
create table infra.limit_change (
  name text not null,
  version int not null,
  value text,
  reason text not null,
  changed_by text not null,
  changed_at timestamptz not null,
  constraint limit_change_pkey primary key (name, version),
  constraint limit_versions_begin_with_one check (version >= 1)
);
comment on column infra.limit_change.value is 'null: again what the installation says';
"""


def upgrade() -> None:
    execute_script(TABLES)


def downgrade() -> None:
    execute_script("drop table infra.limit_change")
