"""The browser for the journeys: the system's own Chromium, and the options it needs in a test."""

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

LAUNCH_ARGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Its own sandbox cannot be set up by root, as in a container.
    *(["--no-sandbox"] if os.geteuid() == 0 else []),
]


class ChromiumMissing(RuntimeError):
    """No Chromium is installed; the text says what to install."""


def chromium_path() -> str:
    """Path of the first Chromium or Chrome on the PATH."""
    for name in NAMES:
        if path := shutil.which(name):
            return path
    raise ChromiumMissing("No Chromium is installed; run: sudo apt-get install chromium")
