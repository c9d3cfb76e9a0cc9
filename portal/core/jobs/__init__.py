"""Work after commit: the queue in the application's own database, its leases, the schedule, the worker."""
