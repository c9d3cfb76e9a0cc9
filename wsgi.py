"""The entry point for WSGI servers."""

from portal.app import create_app

app = create_app()
