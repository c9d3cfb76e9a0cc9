"""Pictures that papers print: kept once under the hash of their bytes, and never changed or removed."""

import hashlib
from datetime import datetime

from portal.core.data.sessions import db
from portal.documents.models import PaperPicture


def keep_picture(data: bytes, width: int, height: int, now: datetime) -> str:
    """Keep a JPEG this portal drew itself, and return the hash papers name it by; twice is once."""
    sha256 = hashlib.sha256(data).hexdigest()
    if db.session.get(PaperPicture, sha256) is None:
        db.session.add(PaperPicture(sha256=sha256, data=data, width=width, height=height, kept_at=now))
        db.session.flush()
    return sha256
