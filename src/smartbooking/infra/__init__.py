"""Technology without business: settings, database, jobs, events, HTTP edge, storage, telemetry."""
