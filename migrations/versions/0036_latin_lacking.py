"""What lacks a Latin form is kept where it is written, so that nobody looks through all companies to count it"""

import re

import sqlalchemy as sa
from alembic import op

revision = "0036_latin_lacking"
down_revision = "0035_claims_in_hand"
branch_labels = None
depends_on = None

OTHER = re.compile("[^\t-\u036f\u1e00-\u1eff\u2000-\u206f\u20a0-\u20cf\u2100-\u214f]")
TEXT = sa.String()
DISTRIBUTOR = sa.table(
    "distributor",
    sa.column("id", sa.Integer()),
    sa.column("latin_lacking", sa.Boolean()),
    *(sa.column(name, TEXT) for name in ("name", "legal_name", "latin_name")),
)
FIELDS = ("name", "street", "city", "region")
ADDRESS = sa.table(
    "address",
    sa.column("id", sa.Integer()),
    sa.column("latin_lacking", sa.Boolean()),
    *(sa.column(name, TEXT) for field in FIELDS for name in (field, f"latin_{field}")),
)
INDEXES = {
    "distributor": ("ix_distributor_latin_lacking", "id", ("latin_lacking = 1", "latin_lacking")),
    "address": (
        "ix_address_latin_lacking",
        "distributor_id",
        ("latin_lacking = 1 AND active = 1", "latin_lacking AND active"),
    ),
}


def upgrade() -> None:
    for table, (name, column, (on_sqlite, on_postgresql)) in INDEXES.items():
        op.add_column(table, sa.Column("latin_lacking", sa.Boolean(), nullable=False, server_default=sa.false()))
        where = {"sqlite_where": sa.text(on_sqlite), "postgresql_where": sa.text(on_postgresql)}
        op.create_index(name, table, [column], unique=False, **where)
    here = op.get_bind()
    if here.dialect.name == "postgresql":  # a table's owner too sees the rows of a scope only
        op.execute("SELECT set_config('app.distributors', '*', true)")
    companies = here.execute(sa.select(DISTRIBUTOR)).all()
    _mark(DISTRIBUTOR, [one.id for one in companies if OTHER.search(one.legal_name or one.name) and not one.latin_name])
    places = here.execute(sa.select(ADDRESS)).all()
    _mark(ADDRESS, [one.id for one in places if any(_lacks(one._mapping, field) for field in FIELDS)])


def _lacks(row: sa.RowMapping, field: str) -> bool:
    return bool(OTHER.search(row[field])) and not row[f"latin_{field}"]


def _mark(table: sa.TableClause, ids: list[int]) -> None:
    marked = sa.update(table).where(table.c.id == sa.bindparam("row")).values(latin_lacking=True)
    if ids:
        op.get_bind().execute(marked, [{"row": one} for one in ids])


def downgrade() -> None:
    for table, (name, _column, _where) in reversed(INDEXES.items()):
        op.drop_index(name, table_name=table)
        op.drop_column(table, "latin_lacking")
