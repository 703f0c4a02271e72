"""Where processes begin: the HTTP server, the worker, the command line, and the wiring of all modules."""
