"""The help desk and the operators' console: callbacks, finding anything fast, the audit trail, the live board."""
