"""Phone numbers as the world writes them (E.164), and as people read them. Pure."""

import phonenumbers


def e164(text: str) -> str | None:
    """Return a number with the number of its country in front, as `+20665550142`; None for what is none.

    A number is taken where it may be one of its country's plan: plans grow faster than lists of them.
    """
    try:
        found = phonenumbers.parse(text, None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(found) or found.extension:
        return None
    return phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)


def is_phone(text: str) -> bool:
    """Tell whether a text is a phone number with its country's in front, or none at all."""
    return not text or e164(text) is not None


def phone_text(number: str) -> str:
    """Return a number of E.164 in the groups of its country, as `+20 66 5550142`."""
    try:
        found = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return number  # none, or one that came before numbers were checked
    return phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
