"""The embedded PostgreSQL: real server binaries from a package, started, checked and stopped by us."""
