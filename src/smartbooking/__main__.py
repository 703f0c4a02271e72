"""`python -m smartbooking` is the installed command."""

from smartbooking.entrypoints.cli import main

main()
