"""Search tables over the parts: trigrams of the number, words of all languages"""

from alembic import op

from portal.catalogue.search.models import drop_search_tables, search_tables

revision = "0018_part_search"
down_revision = "0017_append_only"
branch_labels = None
depends_on = None


def upgrade() -> None:
    connection = op.get_bind()
    for statement in search_tables(connection.dialect.name):
        connection.exec_driver_sql(statement)


def downgrade() -> None:
    connection = op.get_bind()
    for statement in drop_search_tables(connection.dialect.name):
        connection.exec_driver_sql(statement)
