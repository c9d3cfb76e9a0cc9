"""The words parts are found by, kept so that a misspelt one finds them."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from portal.catalogue.models import PartWord
from portal.catalogue.rules_words import may_be_meant, spelling_keys
from portal.core.data.lists import among
from portal.core.data.sessions import db, on_postgresql


def keep_words(texts: Iterable[str]) -> None:
    """Keep the words of parts (`rules_words.search_words`) that no part had before, with the keys they are near by."""
    words = {word for text in texts for word in text.split() if may_be_meant(word)}
    if not words:
        return
    known = set(db.session.scalars(sa.select(PartWord.word).where(among(PartWord.word, words)).distinct()))
    rows = [{"key": key, "word": word} for word in sorted(words - known) for key in sorted(spelling_keys(word))]
    if rows:
        insert = postgresql.insert(PartWord) if on_postgresql() else sqlite.insert(PartWord)
        db.session.execute(insert.on_conflict_do_nothing(), rows)
