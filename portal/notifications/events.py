"""Facts about mails that other rooms care about."""

from dataclasses import dataclass

from portal.core.actor import Actor


@dataclass(frozen=True, slots=True)
class SecretMailRead:
    """Somebody read a mail whose link opens the account of somebody else."""

    mail_id: int
    kind: str
    to_address: str
    reader: Actor
