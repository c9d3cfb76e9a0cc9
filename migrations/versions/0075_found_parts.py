"""What a search asks of each part it found stands in one narrow row: number, and all that filters narrow by

Triggers keep it, as they keep the search tables. It takes the place of an index over the same columns of the part.
"""

import sqlalchemy as sa
from alembic import op

revision = "0075_found_parts"
down_revision = "0074_tax_texts"
branch_labels = None
depends_on = None

_MODELS = {
    "sqlite": (
        "coalesce((SELECT group_concat(model, char(10)) FROM (SELECT DISTINCT model FROM part_fitment"
        " WHERE part_fitment.part_id = {part} ORDER BY model)), '')"
    ),
    "postgresql": (
        "coalesce((SELECT string_agg(DISTINCT model, chr(10) ORDER BY model) FROM part_fitment"
        " WHERE part_fitment.part_id = {part}), '')"
    ),
}
_FILLED = (
    "INSERT INTO part_found (part_id, norm, state, system, dangerous, models) SELECT part.id, part.norm, part.state,"
    " part.system, EXISTS (SELECT 1 FROM dangerous_goods WHERE dangerous_goods.part_id = part.id), {models} FROM part"
)


def _sqlite_triggers() -> dict[str, str]:
    def models(row: str) -> str:
        told = _MODELS["sqlite"].format(part=f"{row}.part_id")
        return f"UPDATE part_found SET models = {told} WHERE part_id = {row}.part_id;"  # noqa: S608 - our own words

    def danger(row: str, known: int) -> str:
        return f"UPDATE part_found SET dangerous = {known} WHERE part_id = {row}.part_id;"  # noqa: S608 - our own words

    return {
        "part_found_made AFTER INSERT ON part": (
            "INSERT INTO part_found (part_id, norm, state, system, dangerous, models)"
            " VALUES (new.id, new.norm, new.state, new.system, 0, '');"
        ),
        "part_found_kept AFTER UPDATE OF norm, state, system ON part": (
            "UPDATE part_found SET norm = new.norm, state = new.state, system = new.system WHERE part_id = new.id;"
        ),
        "part_found_fits AFTER INSERT ON part_fitment": models("new"),
        "part_found_fits_other AFTER UPDATE OF part_id, model ON part_fitment": models("old") + models("new"),
        "part_found_fits_not AFTER DELETE ON part_fitment": models("old"),
        "part_found_danger AFTER INSERT ON dangerous_goods": danger("new", 1),
        "part_found_danger_other AFTER UPDATE OF part_id ON dangerous_goods": danger("old", 0) + danger("new", 1),
        "part_found_danger_not AFTER DELETE ON dangerous_goods": danger("old", 0),
    }


_FITS = "UPDATE part_found SET models = {models} WHERE part_id IN (SELECT part_id FROM {rows});"
_FITTING = _MODELS["postgresql"].format(part="part_found.part_id")
_FUNCTIONS = {
    "part_found_keep": (
        "IF TG_OP = 'INSERT' THEN INSERT INTO part_found (part_id, norm, state, system, dangerous, models)"
        " VALUES (NEW.id, NEW.norm, NEW.state, NEW.system, false, '');"
        " ELSE UPDATE part_found SET norm = NEW.norm, state = NEW.state, system = NEW.system WHERE part_id = NEW.id;"
        " END IF; RETURN NEW;"
    ),
    "part_found_danger": (
        "IF TG_OP <> 'INSERT' THEN UPDATE part_found SET dangerous = false WHERE part_id = OLD.part_id; END IF;"
        " IF TG_OP <> 'DELETE' THEN UPDATE part_found SET dangerous = true WHERE part_id = NEW.part_id; END IF;"
        " RETURN NULL;"
    ),
    "part_found_fits": (
        _FITS.format(models=_FITTING, rows="touched")
        + " IF TG_OP = 'UPDATE' THEN "
        + _FITS.format(models=_FITTING, rows="untouched")
        + " END IF; RETURN NULL;"
    ),
}
_CHANGED = "(OLD.norm, OLD.state, OLD.system) IS DISTINCT FROM (NEW.norm, NEW.state, NEW.system)"
_POSTGRES_TRIGGERS = (
    "part_found_made AFTER INSERT ON part FOR EACH ROW EXECUTE FUNCTION part_found_keep()",
    (
        "part_found_kept AFTER UPDATE OF norm, state, system ON part FOR EACH ROW"
        f" WHEN ({_CHANGED}) EXECUTE FUNCTION part_found_keep()"
    ),
    (
        "part_found_danger AFTER INSERT OR DELETE OR UPDATE OF part_id ON dangerous_goods FOR EACH ROW"
        " EXECUTE FUNCTION part_found_danger()"
    ),
    (
        "part_found_fits AFTER INSERT ON part_fitment REFERENCING NEW TABLE AS touched FOR EACH STATEMENT"
        " EXECUTE FUNCTION part_found_fits()"
    ),
    (
        "part_found_fits_other AFTER UPDATE ON part_fitment REFERENCING NEW TABLE AS touched OLD TABLE AS untouched"
        " FOR EACH STATEMENT EXECUTE FUNCTION part_found_fits()"
    ),
    (
        "part_found_fits_not AFTER DELETE ON part_fitment REFERENCING OLD TABLE AS touched FOR EACH STATEMENT"
        " EXECUTE FUNCTION part_found_fits()"
    ),
)


def upgrade() -> None:
    connection = op.get_bind()
    dialect = connection.dialect.name
    norm = sa.String(length=40).with_variant(sa.String(40, collation="C"), "postgresql")
    op.create_table(
        "part_found",
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("norm", norm, nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("system", sa.String(length=20), nullable=False),
        sa.Column("dangerous", sa.Boolean(), nullable=False),
        sa.Column("models", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_part_found_part_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("part_id", name=op.f("pk_part_found")),
    )
    connection.exec_driver_sql(_FILLED.format(models=_MODELS[dialect].format(part="part.id")))
    if dialect == "sqlite":
        for told, steps in _sqlite_triggers().items():
            connection.exec_driver_sql(f"CREATE TRIGGER {told} BEGIN {steps} END")
    else:
        for name, body in _FUNCTIONS.items():
            connection.exec_driver_sql(
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"
            )
        for told in _POSTGRES_TRIGGERS:
            connection.exec_driver_sql(f"CREATE TRIGGER {told}")
    op.drop_index("ix_part_found", "part")


def downgrade() -> None:
    connection = op.get_bind()
    op.create_index("ix_part_found", "part", ["id", "norm", "state", "system"])
    if connection.dialect.name == "sqlite":
        for told in _sqlite_triggers():
            connection.exec_driver_sql(f"DROP TRIGGER {told.split()[0]}")
    else:
        for told in _POSTGRES_TRIGGERS:
            name, table = told.split()[0], told.split(" ON ")[1].split()[0]
            connection.exec_driver_sql(f"DROP TRIGGER {name} ON {table}")
        for name in _FUNCTIONS:
            connection.exec_driver_sql(f"DROP FUNCTION {name}()")
    op.drop_table("part_found")
