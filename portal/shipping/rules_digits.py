"""Texts that are digits and nothing else."""


def of_digits(text: str, length: int) -> bool:
    """Tell whether a text is so many ASCII digits."""
    return len(text) == length and text.isascii() and text.isdigit()
