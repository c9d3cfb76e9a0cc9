"""Countries as marks on packages name them: in English, whoever reads the page."""

from portal.core.formats import babel_of
from portal.shipping.depot.queries_contents import Contents


def origin_names(contents: Contents) -> list[str]:
    """Return the English names of the countries the goods come from, each once, by code."""
    names = babel_of("en").territories
    codes = sorted({line.origin for line in contents.lines if line.expected and line.origin})
    return [str(names.get(code, code)) for code in codes]
