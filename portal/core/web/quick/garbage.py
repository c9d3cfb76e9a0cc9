"""How a process that serves looks for garbage: not among what it loaded once, and not all the time.

Python's collector, as it comes, walks everything there is each time some thousands of objects more
are alive, which an order of five thousand lines has in every list: a third of its time.
"""

import gc

YOUNG, MIDDLE, OLD = 20_000, 20, 20


def settle() -> None:
    """Leave what is loaded so far alone from here on, and look at the rest more rarely.

    For a process of its own, after its application is made; what is no longer referred to goes at
    once all the same, only circles wait.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)
