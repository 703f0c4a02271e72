"""Use cases of the help desk and the console."""
