"""The command line: run, migrate, worker, demo, first-admin; `python -m portal <command>`."""

import sys

from portal.cli import main

sys.exit(main(sys.argv[1:]))
