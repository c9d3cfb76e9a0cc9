"""What own numbers end with and all words of names stand in tables: an index finds the middle of an own number, and a
search knows which words go on from what is typed

The ends are kept by triggers beside the own numbers. The words stand under the empty key, beside those of the misspelt.
PostgreSQL's table of words stands in sixteen parts and no longer in eight: what many parts have is gathered from the
first of them, so a smaller one is done sooner. Neighbours stand together, so what is read of them lies together too.
"""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

from portal.core.data.row_policies import drop_tenancy_policy, tenancy_policy

revision = "0076_ends_and_words"
down_revision = "0075_found_parts"
branch_labels = None
depends_on = None

BLOCK = 5_000
LONGEST_WORD = 40
PARTS_OF_THE_INDEX, PARTS_BEFORE = 16, 8
_KEYS = {PARTS_OF_THE_INDEX: "(part_id / 1024)", PARTS_BEFORE: "part_id"}
_BESIDE = {PARTS_OF_THE_INDEX: " AND part_id / 1024 = NEW.id / 1024", PARTS_BEFORE: ""}
_PARTED = (
    "CREATE TABLE part_fts (part_id integer NOT NULL REFERENCES part (id) ON DELETE CASCADE,"
    " norm text NOT NULL, words tsvector NOT NULL) PARTITION BY HASH ({key})"
)
_KEEP = (
    "CREATE OR REPLACE FUNCTION part_fts_keep() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE cut tsvector := "
    "array_to_tsvector(array_remove(string_to_array(NEW.words, ' '), '')); BEGIN IF TG_OP = 'UPDATE' THEN"
    " UPDATE part_fts SET norm = NEW.norm, words = cut WHERE part_id = NEW.id{beside};"
    " IF FOUND THEN RETURN NEW; END IF; END IF;"
    " INSERT INTO part_fts (part_id, norm, words) VALUES (NEW.id, NEW.norm, cut);"
    " RETURN NEW; END $$"
)
_CUT = (
    "INSERT INTO part_fts (part_id, norm, words) SELECT id, norm,"
    " array_to_tsvector(array_remove(string_to_array(words, ' '), '')) FROM part"
)
_STARTS = {
    "sqlite": (
        "(WITH RECURSIVE cut (start) AS (SELECT 2 UNION ALL SELECT start + 1 FROM cut WHERE start < length({norm}) - 2)"
        " SELECT start FROM cut WHERE start <= length({norm}) - 2)"
    ),
    "postgresql": "generate_series(2, length({norm}) - 2) AS start",
}
_MADE = (
    "INSERT INTO part_alias_end (distributor_id, ending, norm, part_id)"
    " SELECT {row}.distributor_id, substr({row}.norm, start), {row}.norm, {row}.part_id FROM "
)
_GONE = (
    "DELETE FROM part_alias_end WHERE distributor_id = {row}.distributor_id AND norm = {row}.norm AND ending IN"
    " (SELECT substr({row}.norm, start) FROM "
)
_TRIGGERS = {
    "part_alias_end_made": ("INSERT", ("new",)),
    "part_alias_end_other": ("UPDATE OF distributor_id, norm, part_id", ("old", "new")),
    "part_alias_end_not": ("DELETE", ("old",)),
}
_FUNCTION = (
    "CREATE FUNCTION part_alias_end_keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    " IF TG_OP <> 'INSERT' THEN {gone} END IF; IF TG_OP <> 'DELETE' THEN {made} END IF; RETURN NULL; END $$"
)


def _step(dialect: str, row: str) -> str:
    starts = _STARTS[dialect].format(norm=f"{row}.norm")
    return f"{_GONE.format(row=row)}{starts});" if row == "old" else f"{_MADE.format(row=row)}{starts};"


def _triggers(dialect: str) -> list[str]:
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER {name} AFTER {verb} ON part_alias BEGIN {' '.join(_step(dialect, row) for row in rows)} END"
            for name, (verb, rows) in _TRIGGERS.items()
        ]
    return [
        _FUNCTION.format(gone=_step(dialect, "old"), made=_step(dialect, "new")),
        *(
            f"CREATE TRIGGER {name} AFTER {verb} ON part_alias FOR EACH ROW EXECUTE FUNCTION part_alias_end_keep()"
            for name, (verb, _rows) in _TRIGGERS.items()
        ),
    ]


def _filled(dialect: str) -> str:
    made = _MADE.format(row="part_alias")
    starts = _STARTS[dialect].format(norm="part_alias.norm")
    if dialect == "postgresql":
        return f"{made}part_alias, {starts}"
    # No select in brackets may ask for the row beside it, so all starts there can be are counted first.
    every = "(WITH RECURSIVE cut (start) AS (SELECT 2 UNION ALL SELECT start + 1 FROM cut WHERE start < 38) SELECT * FROM cut)"
    return f"{made}part_alias, {every} WHERE start <= length(part_alias.norm) - 2"


def _parted_anew(parts: int) -> Iterator[str]:
    """Each part has indexes of its own: what is inherited could not be dropped by a restore over what is there."""
    yield "DROP TABLE part_fts"
    yield _PARTED.format(key=_KEYS[parts])
    yield _KEEP.format(beside=_BESIDE[parts])
    for at in range(parts):
        yield (
            f"CREATE TABLE part_fts_{at} PARTITION OF part_fts (PRIMARY KEY (part_id))"
            f" FOR VALUES WITH (MODULUS {parts}, REMAINDER {at})"
        )
    yield _CUT
    for at in range(parts):
        yield f"CREATE INDEX ix_part_fts_{at}_norm ON part_fts_{at} USING gin (norm gin_trgm_ops) WITH (fastupdate = off)"
        yield f"CREATE INDEX ix_part_fts_{at}_words ON part_fts_{at} USING gin (words) WITH (fastupdate = off)"


def upgrade() -> None:
    connection = op.get_bind()
    dialect = connection.dialect.name
    word = sa.String(length=40).with_variant(sa.String(40, collation="C"), "postgresql")
    op.create_table(
        "part_alias_end",
        sa.Column("distributor_id", sa.Integer(), nullable=False),
        sa.Column("ending", word, nullable=False),
        sa.Column("norm", word, nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["distributor_id"], ["distributor.id"], name=op.f("fk_part_alias_end_distributor_id")),
        sa.PrimaryKeyConstraint("distributor_id", "ending", "norm", name=op.f("pk_part_alias_end")),
    )
    if dialect == "postgresql":
        connection.exec_driver_sql("SELECT set_config('app.distributors', '*', true)")
    connection.exec_driver_sql(_filled(dialect))
    for statement in _triggers(dialect):
        connection.exec_driver_sql(statement)
    if dialect == "postgresql":
        for statement in (*tenancy_policy("part_alias_end"), *_parted_anew(PARTS_OF_THE_INDEX)):
            connection.exec_driver_sql(statement)
    _keep_all_words(connection)


def _keep_all_words(connection: sa.Connection) -> None:
    part = sa.table("part", sa.column("id"), sa.column("words"))
    known: set[str] = set()
    last = connection.scalar(sa.select(sa.func.max(part.c.id))) or 0
    for start in range(0, last + 1, BLOCK):
        some = sa.select(part.c.words).where(part.c.id.between(start, start + BLOCK - 1)).distinct()
        known.update(word for words in connection.scalars(some) for word in words.split() if len(word) <= LONGEST_WORD)
    if known:
        table = sa.table("part_word", sa.column("key"), sa.column("word"))
        connection.execute(sa.insert(table), [{"key": "", "word": word} for word in sorted(known)])


def downgrade() -> None:
    connection = op.get_bind()
    connection.exec_driver_sql("DELETE FROM part_word WHERE key = ''")
    if connection.dialect.name == "sqlite":
        for name in _TRIGGERS:
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
    else:
        for name in _TRIGGERS:
            connection.exec_driver_sql(f"DROP TRIGGER {name} ON part_alias")
        connection.exec_driver_sql("DROP FUNCTION part_alias_end_keep()")
        for statement in (*drop_tenancy_policy("part_alias_end"), *_parted_anew(PARTS_BEFORE)):
            connection.exec_driver_sql(statement)
    op.drop_table("part_alias_end")
