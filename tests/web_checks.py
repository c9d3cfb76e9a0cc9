"""What must be true of every page, as a function from HTML to a list of problems.

A page is read by html5lib, which knows the standard and takes longer than the portal takes to make the page. A page
whose steps (`tests/web_steps.py`) all stood on sound pages before is read by libxml2 in a fortieth of that; every
check of what is on the page is made of every page.
"""

import re
from collections import Counter
from typing import Any

import html5lib
from html5lib.constants import adjustSVGAttributes
from lxml import etree

from tests.web_steps import Step, spelled_out, steps_of

HARMLESS_PARSE_ERRORS: frozenset[str] = frozenset()
RAW_MARKS = ("%(", "{{", "{%", "lazy_gettext", "LazyString", "&lt;span", "object at 0x")
NO_LABEL_NEEDED = {"hidden", "submit", "button", "reset", "image"}
OWN_NUMBER = re.compile(r"(?<![\w/=])[A-Z]{2,4}(?:-[A-Z][A-Z0-9]{1,5})?-\d{4}-\d{4,}\b")
WHOLE = re.compile(
    r"""<bdi\b[^>]*\bclass="[^"]*\b(?:nowrap|mono)\b[^>]*>[^<]*</bdi>"""
    r"""|<\w+\b[^>]*\bclass="[^"]*\b(?:nowrap|mono)\b[^>]*>\s*<bdi\b[^>]*>[^<]*</bdi>"""
    r"""|<(title|option|textarea|script)\b.*?</\1>|<[^>]*>""",
    re.DOTALL,
)
"""What a number may stand in: an element that isolates it and keeps it whole, one that takes no markup, a tag."""
SVG = "{http://www.w3.org/2000/svg}"
EXACT = {"textarea", "pre"}
INLINE_CODE = re.compile(r"^on[a-z]+$")
ENUM_MARK = re.compile(r"\b[A-Z][a-zA-Z]+(?:State|Kind|Status|Action|Type)\.[A-Z_]{2,}\b")


def parsed(html: str) -> tuple[Any, list[str]]:
    """Return the document tree (lxml) and the parse errors of the HTML standard."""
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("lxml"), namespaceHTMLElements=False)
    tree = parser.parse(html)
    errors = [f"line {place[0]}: {code}" for place, code, _facts in parser.errors]
    return tree, [e for e in errors if e.split(": ")[1] not in HARMLESS_PARSE_ERRORS]


def quickly_parsed(html: str) -> Any:
    """Return the document tree of sound HTML as `parsed` would, without looking for errors."""
    parser = etree.HTMLParser(encoding="utf-8")
    tree = etree.ElementTree(etree.fromstring(spelled_out(html).encode(), parser))
    for element in tree.xpath("//textarea | //pre"):
        element.text = (element.text or "").removeprefix("\n")
    for element in tree.xpath("//svg/descendant-or-self::*"):
        element.tag = f"{SVG}{element.tag}"
        for name in adjustSVGAttributes.keys() & element.attrib.keys():
            element.set(adjustSVGAttributes[name], element.attrib.pop(name))
    return tree


_known: set[Step] = set()


def read(html: str) -> tuple[Any, list[str]]:
    """Return what `parsed` returns, sooner where nothing on the page is new."""
    steps = steps_of(html)
    if steps is not None and steps <= _known:
        return quickly_parsed(html), []
    tree, errors = parsed(html)
    if steps is not None and not errors and _alike(tree, quickly_parsed(html)):
        _known.update(steps)
    return tree, errors


def forget() -> None:
    """Forget every page read so far."""
    _known.clear()


def _alike(one: Any, other: Any) -> bool:
    """Tell whether two trees are the same but for spaces that no reader sees."""
    return _laid_out(one) == _laid_out(other)


def _laid_out(tree: Any) -> list[tuple[Any, ...]]:
    def words(element: Any, text: str | None) -> Any:
        return text or "" if element.tag in EXACT else (text or "").split()

    return [(str(e.tag), sorted(e.attrib.items()), words(e, e.text), (e.tail or "").split()) for e in tree.iter()]


def problems_of(html: str) -> list[str]:
    """Return everything wrong with a page, in words; an empty list means it is sound."""
    return judged(html)[1]


def judged(html: str) -> tuple[Any, list[str]]:
    """Return the document tree (lxml) of a page, and everything wrong with it."""
    tree, found = read(html)
    for check in (_language, _title, _ids, _references, _labels, _dialogs, _forms, _inline, _words):
        found += check(tree)
    return tree, found + loose_numbers(html)


def loose_numbers(html: str) -> list[str]:
    """Return the numbers among a page's words that nothing sets apart: signs change places, or a line ends in them."""
    said = WHOLE.sub("\x00", html)
    return [f"{number[0]} stands loose among words" for number in OWN_NUMBER.finditer(said)]


def _language(tree: Any) -> list[str]:
    root = tree.getroot()
    found = [] if root.get("lang") else ["html has no lang"]
    return found if root.get("dir") in ("ltr", "rtl") else [*found, "html has no dir"]


def _title(tree: Any) -> list[str]:
    found = [] if (tree.findtext(".//title") or "").strip() else ["no title"]
    counts = {name: len(tree.findall(f".//{name}")) for name in ("main", "h1")}
    return found + [f"{count} {name} elements, not one" for name, count in counts.items() if count != 1]


def _ids(tree: Any) -> list[str]:
    counted = Counter(tree.xpath("//@id"))
    return [f"id {name!r} stands {count} times" for name, count in counted.items() if count > 1 or not name]


def _references(tree: Any) -> list[str]:
    known = set(tree.xpath("//@id"))
    found = []
    for attribute in ("for", "aria-labelledby", "aria-describedby", "aria-controls", "popovertarget", "list"):
        for value in tree.xpath(f"//@{attribute}"):
            found += [f"{attribute} names the missing id {each!r}" for each in value.split() if each not in known]
    fragments = [h[1:] for h in tree.xpath("//a/@href") if h.startswith("#") and len(h) > 1]
    return found + [f"a link leads to the missing id {each!r}" for each in fragments if each not in known]


def _labels(tree: Any) -> list[str]:
    labelled = set(tree.xpath("//label[normalize-space()]/@for"))
    found = []
    for field in tree.xpath("//input | //select | //textarea"):
        if field.tag == "input" and field.get("type", "text") in NO_LABEL_NEEDED:
            continue
        named = field.get("id") in labelled or field.get("aria-label", "").strip() or field.get("aria-labelledby")
        if not named and not any(a.tag == "label" for a in field.iterancestors()):
            found.append(f"field {field.get('name') or field.get('id')!r} has no label")
    return found + ["a button has no words" for button in tree.xpath("//button") if not _said(button)]


def _said(button: Any) -> bool:
    return bool("".join(button.itertext()).strip() or button.get("aria-label") or button.xpath(".//*[@aria-label]"))


def _dialogs(tree: Any) -> list[str]:
    found = []
    for dialog in tree.xpath("//dialog | //*[@popover] | //*[@role='dialog']"):
        name = dialog.get("id") or "of no name"
        if not (dialog.get("aria-label") or dialog.get("aria-labelledby")):
            found.append(f"dialog {name} has no label")
        if not any(_closes(button, name) for button in dialog.iter("button")):
            found.append(f"dialog {name} has no button that closes it")
    return found


def _closes(button: Any, name: str) -> bool:
    hides = button.get("popovertargetaction") == "hide" and button.get("popovertarget") == name
    return hides or any(each.startswith("data-") and each.endswith("-close") for each in button.attrib)


def _forms(tree: Any) -> list[str]:
    found = []
    for form in tree.xpath("//form"):
        if form.get("method", "get").lower() != "post":
            continue
        tokens = form.xpath(".//input[@name='csrf_token']/@value")
        if not any(token.strip() for token in tokens):
            found.append(f"form to {form.get('action') or 'its own page'} has no CSRF token")
    return found


def _inline(tree: Any) -> list[str]:
    found = [f"inline style on {e.tag}" for e in tree.xpath("//*[@style]")]
    found += ["inline style sheet" for _ in tree.xpath("//style")]
    found += ["inline script" for e in tree.xpath("//script") if not e.get("src")]
    for element in tree.iter():
        if isinstance(element.tag, str):
            names = (name for name, _value in element.items())
            found += [f"inline handler {name} on {element.tag}" for name in names if INLINE_CODE.match(name)]
    return found


def _words(tree: Any) -> list[str]:
    texts = [*tree.xpath("//text()[not(parent::script) and not(parent::textarea)]")]
    texts += tree.xpath("//@title | //@aria-label | //@placeholder | //@alt | //input[@type='submit']/@value")
    found = [f"raw mark {mark!r} in {str(text).strip()[:60]!r}" for text in texts for mark in RAW_MARKS if mark in text]
    return found + [f"raw name in {str(text).strip()[:60]!r}" for text in texts if ENUM_MARK.search(text)]
