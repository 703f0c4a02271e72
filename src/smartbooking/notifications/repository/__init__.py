"""SQL of messages."""
