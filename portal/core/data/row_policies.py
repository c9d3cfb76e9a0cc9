"""SQL that PostgreSQL's roles and row policies need; used by migrations and by `migrate`."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

WRITTEN_LATER: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "ledger_entry": ("open_amount",),
        "document": ("state", "storage_key", "sha256", "size", "problem"),
        "payment": ("reversed_at", "reversed_by", "reversed_by_name", "reversed_why"),
    }
)
"""Tables whose rows stay as written, but for these columns: what is open, where the bytes lie, that it was reversed."""

OUTSIDE: Mapping[str, str] = MappingProxyType(
    {
        "change_set": "headquarters' own: which kinds of data were to be changed by whom; no company's door shows it",
        "changed_row": "headquarters' own: the rows of its change sets, before and after",
        "merged_row": "headquarters' own: which of its rows turned out to be one",
        "row_problem": "headquarters' own: what was wrong with its files",
        "column_choice": "headquarters' own: which columns its files had; names nobody",
        "kind_figure": "headquarters' own: how many rows its master data has; names nobody",
        "mail": "written by whoever causes it, to people of any company; read by the worker and at headquarters alone",
        "job": "put in line by whoever causes it, for any company; claimed by the worker, seen at headquarters alone",
        "notice": "written by whoever causes it into other people's inboxes; read by its own person's number alone",
        "sent_form": "names no content, only a hash and an address; reached by owner and key together",
        "user_account": "looked up by address before anybody is known; and its people are named to the other side",
        "user_session": "looked up by the hash of a token before anybody is known",
        "one_time_token": "looked up by the hash of a token before anybody is known",
        "kept_form": "looked up by its person and the mark of its browser, before and after a login",
        "login_delay": "counted by browser, network and address before anybody is known",
        "audit_row": "one chain over all companies, written by whoever acts; read at headquarters alone",
        "audit_head": "the end of that chain",
        "distributor": "the tree itself: who is below whom is asked before a scope is known",
        "selling_entity": "the maker's own entities, named on everybody's papers",
        "paper_series": "how numbers of the maker's papers begin, the same for all",
        "paper_picture": "pictures of sellers that papers print, by their hash: nobody's in particular",
        "seller_account": "where those entities are paid, named on everybody's papers",
        "working_hours": "calendars, the same for all",
        "contact": "headquarters' own: whom it rings at any company; a company's door shows those who sell to it alone",
        "calendar_day": "calendars, the same for all",
        "calendar_weekend": "calendars, the same for all",
        "counter": "numbers of series over all companies",
        "heartbeat": "the worker's own",
        "alembic_version": "the schema's own",
        "part": "the catalogue, the same for all",
        "part_text": "the catalogue, the same for all",
        "part_fitment": "the catalogue, the same for all",
        "part_substitute": "the catalogue, the same for all",
        "part_found": "the catalogue's search, the same for all",
        "part_word": "the words of all names, the same for all",
        "part_photo": "the catalogue, the same for all",
        "part_photo_file": "where the catalogue's photos lie, the same for all",
        "part_photo_upload": "headquarters' own: what was sent as a photo of a part; no company sends one",
        "part_fts": "the catalogue's search, the same for all",
        **{f"part_fts_{at}": "a part of the catalogue's search" for at in range(16)},
        "air_limit": "what law lets fly, the same for all",
        "dangerous_goods": "the catalogue, the same for all",
        "bulletin": "the catalogue, the same for all",
        "bulletin_part": "the catalogue, the same for all",
        "bulletin_title": "the catalogue, the same for all",
        "carrier_name": "what carriers are called; whose goods they carry is told by no row of it",
        "manufacturer_code": "the catalogue, the same for all",
        "market_restriction": "the catalogue, the same for all",
        "supersession": "the catalogue, the same for all",
        "sold_vehicle": "the fleet cars are checked against, whoever sold them; listed at headquarters alone",
        "depot": "the maker's own depots",
        "stock": "what lies in the maker's depots, told to no company in pieces",
        "stock_movement": "what came and went in the maker's depots",
        "count_sheet": "what was counted in the maker's depots",
        "count_sheet_line": "what was counted in the maker's depots",
        "planned_receipt": "what the maker's depots expect",
        "allocation_run": "a run over the orders of all companies; what each got is inside",
        "price_list": "lists of many companies; which one holds for whom is in `agreement`, inside",
        "core_deposit": "lists of many companies; which one holds for whom is in `agreement`, inside",
        "list_price": "lists of many companies; which one holds for whom is in `agreement`, inside",
        "quantity_tier": "lists of many companies; which one holds for whom is in `agreement`, inside",
        "freight_rate": "what carriers ask of whoever ships, the same for all",
        "part_discount_group": "the catalogue, the same for all; what is given on it is in `group_discount`, inside",
        "campaign_price": "what campaigns give to all or one; read for the distributor that asks alone, by its id",
        "tax_text": "what law says of VAT, the same for all",
        "currency_rule": "how currencies round, the same for all",
        "order_type_adjustment": "terms of an order's type, the same for all",
        "order_type_terms": "terms of an order's type, the same for all",
        "setting_value": "figures the portal goes by, the same for all",
        "holding_mark": "by which processes know that something changed for all; says nothing itself",
    }
)
"""Tables outside row-level security, each with its reason; every other one is inside (a guard compares)."""

APPEND_ONLY = (
    "audit_row",
    "milestone",
    "order_history",
    "shipment_history",
    "claim_history",
    "stock_movement",
    "promise",
    "payment_settlement",
)


_TOLD = "current_setting('app.distributors', true)"
_IDS = f"string_to_array(nullif(nullif({_TOLD}, ''), '*'), ',')::int[]"
_VISIBLE = f"(CASE WHEN (SELECT {_TOLD}) = '*' THEN true ELSE distributor_id = ANY ((SELECT {_IDS})::int[]) END)"
"""Asked in brackets of its own, the scope is read once a statement and not once a row: a quarter of the time."""


def grants_for(role: str) -> Iterator[str]:
    """Yield the statements that let the serving role work, and no more."""
    quoted = '"' + role.replace('"', '""') + '"'
    yield f"GRANT USAGE ON SCHEMA public TO {quoted}"
    yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {quoted}"
    yield f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {quoted}"
    for table in APPEND_ONLY:
        yield f"REVOKE UPDATE, DELETE ON {table} FROM {quoted}"
    for table, columns in WRITTEN_LATER.items():
        yield f"REVOKE UPDATE, DELETE ON {table} FROM {quoted}"
        yield f"GRANT UPDATE ({', '.join(columns)}) ON {table} TO {quoted}"
    yield f"REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM {quoted}"


def tenancy_policy(table: str) -> tuple[str, ...]:
    """Return the statements that close a table to everybody but the scope told at begin."""
    return (
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY tenancy ON {table} USING {_VISIBLE} WITH CHECK {_VISIBLE}",
    )


def tenancy_policy_anew(table: str) -> str:
    """Return the statement that lets a table be closed in the way `tenancy_policy` closes one."""
    return f"ALTER POLICY tenancy ON {table} USING {_VISIBLE} WITH CHECK {_VISIBLE}"


def drop_tenancy_policy(table: str) -> tuple[str, ...]:
    """Return the statements that take the policy away again."""
    return (
        f"DROP POLICY tenancy ON {table}",
        f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
    )


def append_only(table: str, dialect: str, columns: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the triggers that refuse to change or delete a table's rows; only these columns' change, where named."""
    of = f" OF {', '.join(columns)}" if columns else ""
    if dialect == "sqlite":
        return tuple(
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb}{part} ON {table}"
            f" BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            for verb, part in (("UPDATE", of), ("DELETE", ""))
        )
    return (
        (
            f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$"
            f" BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
        ),
        (
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE{of} OR DELETE OR TRUNCATE ON {table}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()"
        ),
    )


def drop_append_only(table: str, dialect: str) -> tuple[str, ...]:
    """Return the statements that take the triggers away again."""
    if dialect == "sqlite":
        return tuple(f"DROP TRIGGER {table}_no_{verb}" for verb in ("update", "delete"))
    return (f"DROP TRIGGER {table}_append_only ON {table}", f"DROP FUNCTION {table}_refuse()")
