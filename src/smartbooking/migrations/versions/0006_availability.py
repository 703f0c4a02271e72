"""Schedules, rules, closures and limits per customer; the stamp that tells caches when any of it changed."""

from __future__ import annotations

from smartbooking.migrations.script import execute_files, execute_script

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    execute_files("availability")


def downgrade() -> None:
    execute_script("""
        drop function availability.touch_stamp() cascade;
        drop table availability.customer_visit, availability.closure, availability.holiday_policy,
                   availability.special_day, availability.weekly_hours, availability.season,
                   availability.stay_restriction, availability.booking_rules, availability.rule_stamp;
    """)
