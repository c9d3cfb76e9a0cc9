"""The demo, loaded once per engine for all tests of this folder that only read it."""

from collections.abc import Iterator

import pytest
from flask import Flask

from portal.core.data.sessions import db
from portal.core.scope import EVERYONE, scoped, set_scope
from tests.demo.ground import DemoGround


@pytest.fixture
def demo_told(demo_ground: DemoGround) -> list[str]:
    """What the operator was told while the demo was loaded."""
    return demo_ground.told


@pytest.fixture
def demo(demo_ground: DemoGround) -> Iterator[Flask]:
    """The application with the demo loaded; tests with it only read."""
    with demo_ground.app.app_context(), scoped(EVERYONE):
        yield demo_ground.app
        db.session.remove()
    set_scope(None)
