"""Parts are listed by name over an index: the names of each language, and of each part the languages it has one in

Those of a system or a state are listed by number over one, too. Names follow each other by the codes of their signs on both engines, whatever PostgreSQL's database sorts by.
"""

import sqlalchemy as sa
from alembic import op

revision = "0090_parts_by_name"
down_revision = "0088_release_clock"
branch_labels = None
depends_on = None

_LANGUAGES = {
    "sqlite": (
        "SELECT group_concat(locale, ' ') FROM (SELECT locale FROM part_text WHERE part_id = part.id ORDER BY locale)"
    ),
    "postgresql": """SELECT string_agg(locale, ' ' ORDER BY locale COLLATE "C") FROM part_text WHERE part_id = part.id""",
}
_INDEXES = {
    "ix_part_named": "part (named_in, name{by_code}, id)",
    "ix_part_text_named": "part_text (locale, name{by_code}, part_id)",
}


def upgrade() -> None:
    connection = op.get_bind()
    dialect = connection.dialect.name
    op.add_column("part", sa.Column("named_in", sa.String(length=200), server_default="", nullable=False))
    languages = _LANGUAGES[dialect]
    connection.exec_driver_sql(
        f"UPDATE part SET named_in = ({languages}) WHERE id IN (SELECT part_id FROM part_text)"  # noqa: S608 - our own words
    )
    by_code = ' COLLATE "C"' if dialect == "postgresql" else ""
    for name, columns in _INDEXES.items():
        connection.exec_driver_sql(f"CREATE INDEX {name} ON {columns.format(by_code=by_code)}")
    for column in ("state", "system"):
        op.drop_index(f"ix_part_{column}", "part")
        op.create_index(f"ix_part_{column}", "part", [column, "norm"])


def downgrade() -> None:
    for column in ("state", "system"):
        op.drop_index(f"ix_part_{column}", "part")
        op.create_index(f"ix_part_{column}", "part", [column])
    op.drop_index("ix_part_text_named", "part_text")
    op.drop_index("ix_part_named", "part")
    op.drop_column("part", "named_in")
