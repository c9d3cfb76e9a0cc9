"""Sentences written down in one place and told in another: marked for the catalogues, translated when told."""


class InContext(str):
    """A sentence that is translated apart from the same words elsewhere."""

    __slots__ = ("context",)
    context: str


def mark(sentence: str) -> str:
    """Return the sentence as it stands; its use as `_l` makes it extractable."""
    return sentence


def mark_in_context(context: str, sentence: str) -> InContext:
    """Return the sentence with its context; its use as `_lp` or `pgettext` makes it extractable."""
    marked = InContext(sentence)
    marked.context = context
    return marked
