"""Names that `scripts/dead_code.py` lets pass although no code of the portal reads them, each with who does."""

READ_BY_LIBRARIES = {
    "impl": "SQLAlchemy: the type a decorated type is stored as",
    "cache_ok": "SQLAlchemy: statements with the type may be cached",
    "inherit_cache": "SQLAlchemy: statements with the element may be cached",
    "load_dialect_impl": "SQLAlchemy asks a decorated type for its form in each database",
    "coerce_compared_value": "SQLAlchemy asks a decorated type what it is compared with",
    "comparator_factory": "SQLAlchemy asks a decorated type for its operators",
    "isolation_level": "the SQLite driver begins no transaction of its own",
    "_make_scoped_session": "Flask-SQLAlchemy makes its session by it",
    "_teardown_session": "Flask-SQLAlchemy ends a request by it",
    "jinja_environment": "Flask makes its templates' environment of it",
    "debug": "Flask shows what went wrong by it",
    "auto_reload": "Jinja looks whether a template changed by it",
    "trim_blocks": "Jinja",
    "lstrip_blocks": "Jinja",
    "code_generator_class": "Jinja compiles templates by it",
    "context_class": "Jinja renders templates with it",
    "option_widget": "WTForms draws the choices of a field by it",
    "html_params": "WTForms writes attributes of a field by it",
    "render_option": "WTForms draws one choice by it",
    "_value": "WTForms shows what a field holds by it",
    "process_formdata": "WTForms reads what was typed by it",
    "validate_limit": "WTForms judges the field `limit` by it",
    "validate_version": "WTForms judges the field `version` by it",
    "SAID_BY_WTFORMS": "Babel collects the library's sentences here, so that they are translated with ours",
    "COUNTED_BY_WTFORMS": "Babel collects the library's counted sentences here",
    "is_active": "Flask-Login asks a person",
    "is_anonymous": "Flask-Login asks a person",
    "get_id": "Flask-Login asks a person",
    "session_protection": "Flask-Login leaves sessions to the portal",
    "fetch": "WeasyPrint asks for each font and style sheet by it",
    "_ua_stylesheets": "WeasyPrint starts from these styles",
    "LOAD_TRUNCATED_IMAGES": "Pillow refuses torn pictures",
    "StartElementHandler": "expat",
    "EndElementHandler": "expat",
    "CharacterDataHandler": "expat",
    "EntityDeclHandler": "expat",
    "StartDoctypeDeclHandler": "expat",
    "buffer_text": "expat",
}

MADE_FROM_THEIR_VALUE = {
    "ODS": "the confined reader answers with the kind's value",
    "DESCRIPTION": "the file of known headings names a column by its value",
    "UNIT": "the file of known headings names a column by its value",
}

DOORS_FOR_TESTS = {
    "known_names": "a test compares the depots' names that have words with those of the demo",
    "known_codes": "a test compares the refusals that have words with those the source raises",
    "text_of": "a test compares the facts a refusal's words name with those the source gives",
}
