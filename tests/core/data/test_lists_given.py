"""Lists handed to a statement have the type of their column, whichever was there first."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import psycopg

from portal.core.data.lists import among, among_given


def test_a_statement_older_than_what_its_foreign_key_leads_to_knows_the_type_all_the_same() -> None:
    tables = sa.MetaData()
    leaf = sa.Table("leaf", tables, sa.Column("tree_id", sa.ForeignKey("tree.id")))
    kept, once = (
        sa.select(leaf).where(each) for each in (among_given(leaf.c.tree_id, "ids"), among(leaf.c.tree_id, [1]))
    )
    sa.Table("tree", tables, sa.Column("id", sa.BigInteger, primary_key=True))

    texts = [str(each.compile(dialect=psycopg.dialect())) for each in (kept, once)]

    assert "leaf.tree_id = ANY (%(ids)s::BIGINT[])" in texts[0]
    assert "::BIGINT[])" in texts[1]
