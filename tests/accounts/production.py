"""An application with production's rules on the database of a test."""

from flask import Flask

from portal.app import create_app
from portal.core.config import Settings


def production_app(app: Flask) -> Flask:
    """Return a second application on the same database, as it would run in production."""
    return create_app(
        Settings(
            env="production",
            secret_key="k" * 40,
            database_url=app.config["SQLALCHEMY_DATABASE_URI"],
            public_url="https://portal.example",
            trusted_hosts=("portal.example",),
            testing=True,
            storage_url=app.config["STORAGE_URL"],
            smtp_url="smtp://localhost:2525",
        )
    )
