"""Mail addresses beyond ASCII (RFC 6531), and what of them older mail servers and the name service take."""

from email_validator import EmailNotValidError, ValidatedEmail, validate_email


def composed(email: str) -> str:
    """Return an address beyond ASCII in its normal form, its domain in its own letters however it was typed (`xn--`).

    Raises `ValueError` for what is none.
    """
    return _read(email).normalized


def goes_by_ascii(email: str) -> str | None:
    """Return an address as every mail server takes it; None where its own part, before the @, is beyond ASCII."""
    return email if email.isascii() else _read(email).ascii_email


def with_ascii_domain(email: str) -> tuple[str, str]:
    """Return an address in its two parts, its domain as the name service knows it."""
    own, _at, domain = email.rpartition("@")
    return own, domain if domain.isascii() else _read(email).ascii_domain


def _read(email: str) -> ValidatedEmail:
    try:
        return validate_email(email, check_deliverability=False, strict=True)
    except EmailNotValidError as wrong:
        raise ValueError(str(wrong)) from wrong
