"""The entry point for WSGI servers; what is wrong with the settings is told in one line, and the server ends."""

import sys

from portal.app import create_app
from portal.core.config import HalfConfigured

BOOT_FAILED = 3
"""The status by which gunicorn knows that starting it again would be of no use."""

try:
    app = create_app()
except HalfConfigured as error:
    sys.stderr.write(f"portal: {error}\n")
    raise SystemExit(BOOT_FAILED) from None
