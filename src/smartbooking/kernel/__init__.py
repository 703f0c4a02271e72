"""Pure values every module shares. Standard library only; nothing here does I/O or reads a clock."""
