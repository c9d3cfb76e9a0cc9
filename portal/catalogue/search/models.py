"""SQL of the search tables, kept up to date by triggers; used by migrations alone.

SQLite: two FTS5 tables over `part`, trigrams of the number and words of all languages.
PostgreSQL: one table beside `part` with the same two columns under GIN indexes. The words are
cut in Python (`rules_words`), so neither engine's own tokenizer decides what a word is.
"""

_SQLITE_TABLES = (
    "CREATE VIRTUAL TABLE part_norm_fts USING fts5 (norm, content='part', content_rowid='id', tokenize='trigram')",
    (
        "CREATE VIRTUAL TABLE part_words_fts USING fts5 (words, content='part', content_rowid='id',"
        """ tokenize="unicode61 remove_diacritics 0 categories 'L* N* M* S* Co'", detail='none')"""
    ),
)
_SQLITE_TRIGGERS = {"INSERT": ("new",), "DELETE": ("old",), "UPDATE": ("old", "new")}
_POSTGRES = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    (
        "CREATE TABLE part_fts (part_id integer PRIMARY KEY REFERENCES part (id) ON DELETE CASCADE,"
        " norm text NOT NULL, words tsvector NOT NULL)"
    ),
    "CREATE INDEX ix_part_fts_norm ON part_fts USING gin (norm gin_trgm_ops)",
    "CREATE INDEX ix_part_fts_words ON part_fts USING gin (words)",
    (
        "CREATE FUNCTION part_fts_keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " INSERT INTO part_fts (part_id, norm, words) VALUES (NEW.id, NEW.norm,"
        " array_to_tsvector(array_remove(string_to_array(NEW.words, ' '), '')))"
        " ON CONFLICT (part_id) DO UPDATE SET norm = excluded.norm, words = excluded.words;"
        " RETURN NEW; END $$"
    ),
    (
        "CREATE TRIGGER part_fts_keep AFTER INSERT OR UPDATE OF norm, words ON part"
        " FOR EACH ROW EXECUTE FUNCTION part_fts_keep()"
    ),
)


def _sqlite_trigger(table: str, column: str, verb: str) -> str:
    steps = []
    for row in _SQLITE_TRIGGERS[verb]:
        if row == "old":
            steps.append(f"INSERT INTO {table} ({table}, rowid, {column}) VALUES ('delete', old.id, old.{column});")
        else:
            steps.append(f"INSERT INTO {table} (rowid, {column}) VALUES (new.id, new.{column});")
    of = f" OF {column}" if verb == "UPDATE" else ""
    name = f"{table}_{verb.lower()}"
    return f"CREATE TRIGGER {name} AFTER {verb}{of} ON part BEGIN {' '.join(steps)} END"


def search_tables(dialect: str) -> tuple[str, ...]:
    """Return the statements that make the search tables, filled from the parts there are."""
    if dialect == "sqlite":
        columns = (("part_norm_fts", "norm"), ("part_words_fts", "words"))
        triggers = tuple(_sqlite_trigger(*one, verb) for one in columns for verb in _SQLITE_TRIGGERS)
        filled = tuple(f"INSERT INTO {table} ({table}) VALUES ('rebuild')" for table, _ in columns)
        return (*_SQLITE_TABLES, *triggers, *filled)
    return (*_POSTGRES, "UPDATE part SET norm = norm")


def drop_search_tables(dialect: str) -> tuple[str, ...]:
    """Return the statements that take the search tables away again (the extension stays)."""
    if dialect == "sqlite":
        tables = ("part_norm_fts", "part_words_fts")
        triggers = tuple(f"DROP TRIGGER {t}_{verb.lower()}" for t in tables for verb in _SQLITE_TRIGGERS)
        return (*triggers, *(f"DROP TABLE {table}" for table in tables))
    return (
        "DROP TRIGGER part_fts_keep ON part",
        "DROP FUNCTION part_fts_keep()",
        "DROP TABLE part_fts",
    )
