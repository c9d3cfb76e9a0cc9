"""What a password must be: long, not one of the commonest, and not made of one's own name.

Length and the list of common passwords follow NIST SP 800-63B 5.1.1.2; no rules about kinds of
characters, which only make people write passwords down.
"""

import re

from portal.core.errors import FieldRefused

SHORTEST, LONGEST = 12, 200
COMMON = frozenset(
    """
    password1234 passwordpassword password12345 password123456 passw0rd1234 123456789012 1234567890123
    12345678901234 123456123456 123123123123 111111111111 000000000000 121212121212 112233445566
    qwertyuiop12 qwertyuiop123 qwertyuiop[] qwertyqwerty qwerty123456 qwerty1234567 1q2w3e4r5t6y
    1qaz2wsx3edc zaq12wsxcde3 asdfghjkl123 asdfasdfasdf abcdefghijkl abcdefgh1234 abc123abc123
    abcd12345678 iloveyou1234 iloveyouiloveyou welcome12345 welcome123456 letmein12345 administrator
    admin1234567 admin123456789 adminadminadmin changeme1234 changemechangeme superman1234
    football1234 baseball1234 dragon123456 monkey123456 sunshine1234 princess1234 trustno1trustno1
    correcthorsebatterystaple sparepartsparepart spareparts123 partsportal123 parts-portal
    """.split()  # noqa: SIM905 - a hundred words are read more easily as a text
)
_WORD = re.compile(r"\w+")


def check_password(password: str, email: str, name: str) -> None:
    """Refuse what is too short, too long, too common, or holds the mail address or the name."""
    if len(password) < SHORTEST:
        raise FieldRefused("accounts.password_short", field="password", least=SHORTEST)
    if len(password) > LONGEST:
        raise FieldRefused("accounts.password_long", field="password", most=LONGEST)
    folded = password.casefold()
    if folded in COMMON or len(set(folded)) < 4:
        raise FieldRefused("accounts.password_common", field="password")
    if any(word in folded for word in _own_words(email, name)):
        raise FieldRefused("accounts.password_personal", field="password")


def _own_words(email: str, name: str) -> set[str]:
    local = email.partition("@")[0]
    words = {email, local, name, name.replace(" ", ""), *_WORD.findall(local), *_WORD.findall(name)}
    return {word.casefold() for word in words if len(word) >= 4}
