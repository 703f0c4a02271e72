"""Tests of what fills an installation: the demonstration and the importers."""
