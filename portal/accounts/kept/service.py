"""Forms whose sender was signed out meanwhile: kept for that person and browser only, and not for long."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from portal.accounts.kept.rules import MOST_FILES, Field, kept_fields, key_of
from portal.accounts.models import KeptForm
from portal.accounts.rules_tokens import token_hash
from portal.accounts.service_sessions import new_token
from portal.core.actor import Door
from portal.core.data.changed import changed
from portal.core.data.sessions import db

LIFE = timedelta(hours=24)
MOST = 5
"""Forms of one person; the oldest give way."""


@dataclass(frozen=True, slots=True)
class Sending:
    """One POST as it came: the door and address it was for, the page it came from, fields, names of files."""

    door: Door
    path: str
    came_from: str
    fields: Sequence[Field]
    files: Sequence[str] = ()


def keep_form(user_id: int, browser: str, sending: Sending, now: datetime) -> None:
    """Keep a form for the person whose session ended, in the browser it was typed in.

    The same form sent again takes the place of the earlier one; what is over or too many is forgotten.
    """
    text = json.dumps(kept_fields(sending.fields), ensure_ascii=False)
    key = key_of(sending.fields, hashlib.sha256(text.encode()).hexdigest())
    mine = KeptForm.user_id == user_id
    again = sa.and_(mine, KeptForm.path == sending.path, KeptForm.form_key == key)
    db.session.execute(sa.delete(KeptForm).where(sa.or_(again, KeptForm.expires_at <= now)))
    newest = sa.select(KeptForm.id).where(mine).order_by(KeptForm.id.desc()).limit(MOST - 1)
    db.session.execute(sa.delete(KeptForm).where(mine, KeptForm.id.not_in(newest)))
    db.session.add(
        KeptForm(
            public_id=new_token(),
            user_id=user_id,
            browser_hash=token_hash(browser),
            door=sending.door,
            path=sending.path,
            came_from=sending.came_from,
            form_key=key,
            fields=text,
            files=json.dumps([name[:200] for name in sending.files[:MOST_FILES]], ensure_ascii=False),
            kept_at=now,
            expires_at=now + LIFE,
        )
    )


def forget_form(user_id: int, browser: str, public_id: str) -> bool:
    """Forget one kept form of a person in this browser; tell whether there was one."""
    gone = sa.delete(KeptForm).where(
        KeptForm.public_id == public_id, KeptForm.user_id == user_id, KeptForm.browser_hash == token_hash(browser)
    )
    return changed(gone, tell_objects=True) > 0


def forget_expired(now: datetime) -> int:
    """Forget what nobody came back for in time; return how many forms that were."""
    return changed(sa.delete(KeptForm).where(KeptForm.expires_at <= now), tell_objects=True)
