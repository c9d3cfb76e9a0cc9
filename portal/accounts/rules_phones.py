"""Phone numbers as the world writes them (E.164), and as people read them. Pure."""

import phonenumbers
from phonenumbers import ValidationResult

_FAULTS = {
    ValidationResult.TOO_SHORT: "phone.short",
    ValidationResult.TOO_LONG: "phone.long",
    ValidationResult.INVALID_LENGTH: "phone.length",
}


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


def phone_fault(text: str) -> str:
    """Return the code of what is wrong with a phone number, "" for one that is right, and for none at all."""
    if not text or e164(text) is not None:
        return ""
    try:
        found = phonenumbers.parse(text, None)
    except phonenumbers.NumberParseException as wrong:
        short = wrong.error_type in (wrong.TOO_SHORT_NSN, wrong.TOO_SHORT_AFTER_IDD)
        return "phone.short" if short else "phone.shape"
    if found.extension:
        return "phone.extension"
    return _FAULTS.get(phonenumbers.is_possible_number_with_reason(found), "phone.shape")


def phone_text(number: str) -> str:
    """Return a number of E.164 in the groups of its country, as `+20 66 5550142`."""
    try:
        found = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return number  # none, or one that came before numbers were checked
    return phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
