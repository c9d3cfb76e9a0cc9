"""What tests of shipments may ask for: the room without the others."""

import pytest

from portal.core.data import events


@pytest.fixture
def room_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing follow from events, so that only what this room does itself is seen; papers are put in place."""
    monkeypatch.setattr(events, "_reactions", {})
