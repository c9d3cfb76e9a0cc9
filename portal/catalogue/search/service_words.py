"""The words parts are found by, kept so that a misspelt one and a beginning find them."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from portal.catalogue.models import EVERY_WORD, PartWord
from portal.catalogue.search.rules_words import may_be_meant, spelling_keys
from portal.core.data.lists import among
from portal.core.data.sessions import db, on_postgresql


def keep_words(texts: Iterable[str]) -> None:
    """Keep the words of parts (`rules_words.search_words`) that no part had before, with the keys they are near by."""
    words = {word for text in texts for word in text.split()}
    if not words:
        return
    every = PartWord.key == EVERY_WORD
    known = set(db.session.scalars(sa.select(PartWord.word).where(every, among(PartWord.word, words))))
    rows = [{"key": key, "word": word} for word in sorted(words - known) for key in _keys(word)]
    if rows:
        insert = postgresql.insert(PartWord) if on_postgresql() else sqlite.insert(PartWord)
        db.session.execute(insert.on_conflict_do_nothing(), rows)


def _keys(word: str) -> list[str]:
    return [EVERY_WORD, *(sorted(spelling_keys(word)) if may_be_meant(word) else ())]
