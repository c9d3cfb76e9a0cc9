"""Every kind of job the portal can run is told in words."""

import portal.rooms  # noqa: F401 - importing the rooms registers their jobs
from portal.core.jobs import queue
from portal.core.jobs.models import JobState
from portal.home.labels import KIND_WORDS, STATE_TONES, STATE_WORDS


def test_every_kind_of_job_has_words() -> None:
    known = {kind for kind in queue._handlers if not kind.startswith("test.")}

    assert "mail.send" in known
    assert sorted(known ^ set(KIND_WORDS)) == []


def test_every_state_of_a_job_has_words_and_a_tone() -> None:
    assert set(STATE_WORDS) == set(STATE_TONES) == set(JobState)
