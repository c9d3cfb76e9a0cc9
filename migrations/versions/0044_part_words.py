"""Parts are found by misspelt words, by HS code, system and model; a common word costs no more than a rare one

SQLite keeps the beginnings of words in its index. PostgreSQL's table of words stands in eight parts: whoever wants a
thousand of what a word finds reads the first of them, while one index over all would hand out every row.
"""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

from portal.catalogue.search.models import drop_search_tables, search_tables
from portal.catalogue.search.rules_words import may_be_meant, search_words, spelling_keys

revision = "0044_part_words"
down_revision = "0043_gathered_orders"
branch_labels = None
depends_on = None

PARTS_OF_THE_INDEX = 8
BLOCK = 5_000
_PREFIXES = "prefix='2 3 4 5 6 7 8 9 10 11 12', detail='none'"
_POSTGRES_TABLE = (
    "CREATE TABLE part_fts (part_id integer PRIMARY KEY REFERENCES part (id) ON DELETE CASCADE,"
    " norm text NOT NULL, words tsvector NOT NULL)"
)
_PARTED_TABLE = (
    "CREATE TABLE part_fts (part_id integer NOT NULL REFERENCES part (id) ON DELETE CASCADE,"
    " norm text NOT NULL, words tsvector NOT NULL) PARTITION BY HASH (part_id)"
)
_PARTED_KEEP = (
    "CREATE FUNCTION part_fts_keep() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE cut tsvector := "
    "array_to_tsvector(array_remove(string_to_array(NEW.words, ' '), '')); BEGIN"
    " IF TG_OP = 'UPDATE' THEN UPDATE part_fts SET norm = NEW.norm, words = cut WHERE part_id = NEW.id;"
    " IF FOUND THEN RETURN NEW; END IF; END IF;"
    " INSERT INTO part_fts (part_id, norm, words) VALUES (NEW.id, NEW.norm, cut);"
    " RETURN NEW; END $$"
)


def _search_tables(dialect: str) -> list[str]:
    made = list(search_tables(dialect))
    if dialect == "sqlite":
        return [one.replace("detail='none'", _PREFIXES) for one in made]
    made = [one for one in made if " USING gin " not in one and one != _POSTGRES_TABLE]
    keep = next(at for at, one in enumerate(made) if one.startswith("CREATE FUNCTION part_fts_keep()"))
    made[keep : keep + 1] = [_PARTED_TABLE, *_parts(), _PARTED_KEEP]
    return made


def _parts() -> Iterator[str]:
    """Each part has indexes of its own: what is inherited could not be dropped by a restore over what is there."""
    for at in range(PARTS_OF_THE_INDEX):
        part = f"part_fts_{at}"
        yield (
            f"CREATE TABLE {part} PARTITION OF part_fts (PRIMARY KEY (part_id))"
            f" FOR VALUES WITH (MODULUS {PARTS_OF_THE_INDEX}, REMAINDER {at})"
        )
        yield f"CREATE INDEX ix_{part}_norm ON {part} USING gin (norm gin_trgm_ops) WITH (fastupdate = off)"
        yield f"CREATE INDEX ix_{part}_words ON {part} USING gin (words) WITH (fastupdate = off)"


def upgrade() -> None:
    connection = op.get_bind()
    for statement in drop_search_tables(connection.dialect.name):
        connection.exec_driver_sql(statement)
    op.add_column("part", sa.Column("system", sa.String(length=20), nullable=False, server_default=""))
    op.create_index("ix_part_system", "part", ["system"])
    op.create_index("ix_part_hs_code", "part", ["hs_code"])
    op.create_index("ix_part_found", "part", ["id", "norm", "state", "system"])
    op.create_index("ix_part_alias_own", "part_alias", ["distributor_id", "norm", "part_id"])
    op.create_index("ix_part_fitment_model", "part_fitment", ["model", "part_id"])
    word = sa.String(length=40).with_variant(sa.String(40, collation="C"), "postgresql")
    op.create_table(
        "part_word",
        sa.Column("key", word, nullable=False),
        sa.Column("word", word, nullable=False),
        sa.PrimaryKeyConstraint("key", "word", name=op.f("pk_part_word")),
    )
    _cut_anew(connection)
    for statement in _search_tables(connection.dialect.name):
        connection.exec_driver_sql(statement)


def _cut_anew(connection: sa.Connection) -> None:
    """Cut the names of all parts there are as they are cut from now on, and keep the words they have."""
    part = sa.table("part", sa.column("id"), sa.column("name"), sa.column("words"))
    text = sa.table("part_text", sa.column("part_id"), sa.column("name"))
    known: set[str] = set()
    last = connection.scalar(sa.select(sa.func.max(part.c.id))) or 0
    for start in range(0, last + 1, BLOCK):
        names: dict[int, list[str]] = {}
        for table, key in ((part, part.c.id), (text, text.c.part_id)):
            for part_id, name in connection.execute(
                sa.select(key, table.c.name).where(key.between(start, start + BLOCK - 1))
            ):
                names.setdefault(part_id, []).append(name)
        rows = [{"at": part_id, "cut": search_words(told)} for part_id, told in names.items()]
        if rows:
            changed = sa.update(part).where(part.c.id == sa.bindparam("at")).values(words=sa.bindparam("cut"))
            connection.execute(changed, rows)
            known.update(word for row in rows for word in row["cut"].split())
    words = sa.table("part_word", sa.column("key"), sa.column("word"))
    keys = [{"key": key, "word": word} for word in sorted(known) if may_be_meant(word) for key in spelling_keys(word)]
    if keys:
        connection.execute(sa.insert(words), keys)


def downgrade() -> None:
    connection = op.get_bind()
    for statement in drop_search_tables(connection.dialect.name):
        connection.exec_driver_sql(statement)
    op.drop_table("part_word")
    op.drop_index("ix_part_fitment_model", "part_fitment")
    op.drop_index("ix_part_alias_own", "part_alias")
    op.drop_index("ix_part_found", "part")
    op.drop_index("ix_part_hs_code", "part")
    op.drop_index("ix_part_system", "part")
    op.drop_column("part", "system")
    for statement in search_tables(connection.dialect.name):
        connection.exec_driver_sql(statement)
