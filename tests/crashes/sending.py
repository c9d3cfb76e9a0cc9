"""Forms on their way when the server dies: sent from threads, answered or lost, sent again."""

import random
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.crashes.ground import Ground
from tests.crashes.visitor import LOST, Answer, Visitor


@dataclass
class Sending:
    """One form as it stands, with its hidden key; `answer` is what came back, if anything did.

    `landed` looks whether the database has what it asked for.
    """

    visitor: Visitor
    path: str
    fields: list[tuple[str, str]]
    landed: Callable[[], bool]
    answer: Answer | None = None
    lost: bool = False

    def send(self) -> None:
        """Send it once; a dead server loses it."""
        try:
            self.answer = self.visitor.ask("POST", self.path, self.fields)
        except LOST:
            self.lost = True


def at_once(sendings: Sequence[Sending]) -> list[threading.Thread]:
    """Send all of them now, from a thread each."""
    threads = [threading.Thread(target=one.send, daemon=True) for one in sendings]
    for thread in threads:
        thread.start()
    return threads


def kill_while(ground: Ground, sendings: Sequence[Sending], delay: float) -> None:
    """Send forms, kill the server after a delay in seconds, and start it again."""
    threads = at_once(sendings)
    time.sleep(delay)
    ground.kill()
    for thread in threads:
        thread.join()
    for one in sendings:
        ground.fates["answered" if one.answer else "landed" if one.landed() else "undone"] += 1
    ground.server.start()


def usual_seconds(send: Callable[[], Sequence[Sending]], times: int = 3) -> float:
    """Return how long forms usually take to be answered, none being killed."""
    taken = []
    for _ in range(times):
        sendings = send()
        began = time.monotonic()
        for thread in at_once(sendings):
            thread.join()
        taken.append(time.monotonic() - began)
        assert all(one.answer and one.answer.status == 303 for one in sendings), [one.answer for one in sendings]
    return sorted(taken)[len(taken) // 2]


@dataclass
class Aim:
    """Chooses moments to die around the answer: later after kills that came too early, and the reverse.

    A server that was just started answers its first forms slowly, so the usual time is only a start.
    """

    chance: random.Random
    ceiling: float

    def moment(self, reach: float = 1.2) -> float:
        """Return a moment, from the first byte to a little after the answer is expected."""
        return self.chance.uniform(0, self.ceiling * reach)

    def learn(self, sendings: Sequence[Sending]) -> None:
        """Move the ceiling by what became of a round."""
        self.ceiling *= 0.85 if all(one.answer for one in sendings) else 1.18
        self.ceiling = min(max(self.ceiling, 0.01), 10.0)
