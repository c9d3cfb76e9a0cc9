"""The ground data stands on: sessions and engines, tenancy, column types, counters, what happens in one transaction."""
