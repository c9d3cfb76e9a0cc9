"""The one place that looks at the clock; services are handed `now`."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Return the present instant, aware and in UTC, to the microsecond."""
    return datetime.now(UTC)
