"""Messages to people: what is sent, by which road, and what became of it. Reads other modules, decides nothing."""
