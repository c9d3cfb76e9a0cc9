"""Choices of the same name told apart. Pure."""

from collections.abc import Sequence


def told_apart(said: Sequence[Sequence[str]]) -> list[str]:
    """Return what each choice is called: what is said of it first, and more only where others are called the same.

    Of what is said further (a street, a code) that is added by which those called the same differ.
    """
    told = [one[0] for one in said]
    for place in range(1, max(map(len, said), default=0)):
        alike: dict[str, list[int]] = {}
        for at, text in enumerate(told):
            alike.setdefault(text.casefold(), []).append(at)
        for same in alike.values():
            if len({said[at][place] for at in same}) > 1:
                for at in same:
                    told[at] = " · ".join(filter(None, (told[at], said[at][place])))
    return told
