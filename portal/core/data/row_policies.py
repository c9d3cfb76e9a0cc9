"""SQL that PostgreSQL's roles and row policies need; used by migrations and by `migrate`."""

from collections.abc import Iterator

APPEND_ONLY = ("audit_row", "milestone", "order_history", "claim_history", "stock_movement", "promise")


def grants_for(role: str) -> Iterator[str]:
    """Yield the statements that let the serving role work, and no more."""
    quoted = '"' + role.replace('"', '""') + '"'
    yield f"GRANT USAGE ON SCHEMA public TO {quoted}"
    yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {quoted}"
    yield f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {quoted}"
    for table in APPEND_ONLY:
        yield f"REVOKE UPDATE, DELETE ON {table} FROM {quoted}"
    yield f"REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM {quoted}"


def tenancy_policy(table: str) -> tuple[str, ...]:
    """Return the statements that close a table to everybody but the scope told at begin."""
    told = "current_setting('app.distributors', true)"
    ids = f"string_to_array(nullif({told}, ''), ',')::int[]"
    visible = f"(CASE WHEN {told} = '*' THEN true ELSE distributor_id = ANY ({ids}) END)"
    return (
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY tenancy ON {table} USING {visible} WITH CHECK {visible}",
    )


def drop_tenancy_policy(table: str) -> tuple[str, ...]:
    """Return the statements that take the policy away again."""
    return (
        f"DROP POLICY tenancy ON {table}",
        f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
    )


def append_only(table: str, dialect: str) -> tuple[str, ...]:
    """Return the triggers that refuse to change or delete a table's rows."""
    if dialect == "sqlite":
        return tuple(
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table}"
            f" BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            for verb in ("UPDATE", "DELETE")
        )
    return (
        (
            f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$"
            f" BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
        ),
        (
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()"
        ),
    )


def drop_append_only(table: str, dialect: str) -> tuple[str, ...]:
    """Return the statements that take the triggers away again."""
    if dialect == "sqlite":
        return tuple(f"DROP TRIGGER {table}_no_{verb}" for verb in ("update", "delete"))
    return (f"DROP TRIGGER {table}_append_only ON {table}", f"DROP FUNCTION {table}_refuse()")
