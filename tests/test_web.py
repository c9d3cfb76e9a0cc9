"""The page checks find planted flaws, on a page never read before and on one that is known but for the flaw."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import web_checks
from tests.web_checks import forget, parsed, problems_of, read
from tests.web_steps import pieces_of, steps_of

SOUND = """<!doctype html>
<html lang="en" dir="ltr"><head><meta charset="utf-8"><title>Orders</title></head>
<body><a href="#main">Skip</a><main id="main"><h1>Orders</h1>
<form method="post" action="/x"><input type="hidden" name="csrf_token" value="abc">
<label for="po">PO</label><input id="po" name="po" required><button>Send</button>
<label>Note<textarea name="note">
one</textarea></label><label>Way<select name="way"><option selected>Sea</option><option>Air</option></select></label>
<table><tbody><tr><td>a</td><td>b</td></tr><tr><td><b>c</b></td><td></td></tr></tbody></table></form>
<button popovertarget="why">Reject</button><dialog id="why" popover aria-label="Reject">
<button type="button" popovertarget="why" popovertargetaction="hide">Cancel</button></dialog>
<svg viewBox="0 0 1 1"><rect width="1" height="1"/></svg></main></body></html>"""
FLAWS = [
    (' lang="en"', "", "no lang"),
    (' dir="ltr"', "", "no dir"),
    ("<title>Orders</title>", "<title> </title>", "no title"),
    ("<h1>Orders</h1>", "", "0 h1"),
    ("<h1>Orders</h1>", "<h1>a</h1><h1>b</h1>", "2 h1"),
    ('<label for="po">PO</label>', "", "no label"),
    ('<label for="po">PO</label>', '<label for="po"></label>', "no label"),
    ('<label for="po">', '<label for="other">', "missing id 'other'"),
    ('id="po"', 'id="main"', "stands 2 times"),
    ('value="abc"', 'value=""', "no CSRF token"),
    (' popovertargetaction="hide"', "", "no button that closes it"),
    (
        '<button type="button" popovertarget="why"',
        '<button type="button" popovertarget="po"',
        "no button that closes it",
    ),
    (' aria-label="Reject"', "", "dialog why has no label"),
    ('href="#main"', 'href="#gone"', "missing id 'gone'"),
    ("Skip", "%(number)s", "raw mark"),
    ("Skip", "OrderState.SUBMITTED", "raw name"),
    ("Skip", "{{ title }}", "raw mark"),
    ("<button>Send</button>", "<button></button>", "no words"),
    ("<h1>", '<h1 style="color:red">', "inline style"),
    ("<h1>", '<h1 onclick="x()">', "inline handler"),
    ("</main>", "<script>1</script></main>", "inline script"),
    ("</form>", "</div></form>", "end-tag-too-early"),
    ("Skip", "Skip SO-2026-000042", "SO-2026-000042 stands loose"),
    ("<td>a</td>", '<td class="wide"><bdi dir="ltr">SH-GZ-2026-000007</bdi></td>', "SH-GZ-2026-000007 stands loose"),
]


@pytest.fixture(autouse=True)
def nothing_known() -> Iterator[None]:
    """What other tests of this process have read comes back afterwards."""
    before = set(web_checks._known)
    forget()
    yield
    web_checks._known.update(before)


def test_a_sound_page_has_no_problems() -> None:
    assert problems_of(SOUND) == []
    assert problems_of(SOUND) == []


@pytest.mark.parametrize("known", [False, True], ids=["new", "known"])
@pytest.mark.parametrize(("good", "bad", "word"), FLAWS)
def test_each_planted_flaw_is_found(good: str, bad: str, word: str, known: bool) -> None:
    assert good in SOUND
    if known:
        assert problems_of(SOUND) == []

    problems = problems_of(SOUND.replace(good, bad, 1))

    assert any(word in problem for problem in problems), problems


def test_a_number_set_apart_is_sound() -> None:
    apart = '<a class="mono" href="/"><bdi dir="ltr">SO-2026-000042</bdi></a> <bdi class="nowrap">RMA-2026-000001</bdi>'
    spoken = '<img alt="SO-2026-000042" src="x">'
    without_markup = SOUND.replace("<title>Orders", "<title>SO-2026-000042").replace(
        "<option>Air", "<option>SO-2026-000042"
    )

    assert problems_of(SOUND.replace("<td>a</td>", f"<td>{apart}{spoken}</td>")) == []
    assert problems_of(without_markup) == []


def counting(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that grows by each page read in full from now on."""
    full: list[str] = []

    def noted(html: str) -> object:
        full.append(html)
        return parsed(html)

    monkeypatch.setattr(web_checks, "parsed", noted)
    return full


@pytest.mark.parametrize(
    ("good", "other"),
    [
        ("Orders", "Claims &amp; returns"),
        ('value="abc"', 'value="d &lt; e"'),
        ('action="/x"', 'action="/y?a=1&amp;b=2"'),
    ],
)
def test_a_known_page_with_other_words_is_not_read_in_full_again(
    good: str, other: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = counting(monkeypatch)
    read(SOUND)

    tree, errors = read(SOUND.replace(good, other))

    assert (full, errors) == ([SOUND], [])
    assert web_checks._laid_out(tree) == web_checks._laid_out(parsed(SOUND.replace(good, other))[0])


@pytest.mark.parametrize(
    ("good", "other"),
    [
        ("<td></td>", "<td><i>new</i></td>"),
        ("<tr><td>a", "<tr>new<td>a"),
        ("</tbody>", "words</tbody>"),
        ('name="po"', 'name="po" name="po"'),
        ("Skip", "Skip &nosuch;"),
        ("Skip", "Skip &amp;lt;&amp"),
        ('action="/x"', "action=/x"),
        ('type="hidden"', 'type="text"'),
        ("<b>c</b>", "<b>c<b>"),
        ("<b>c</b>", "<b><i>c</b></i>"),
        ("</main></body>", "</body></main>"),
        ("<!doctype html>", ""),
    ],
)
def test_a_new_state_of_a_known_page_is_read_in_full(good: str, other: str, monkeypatch: pytest.MonkeyPatch) -> None:
    full = counting(monkeypatch)
    read(SOUND)
    changed = SOUND.replace(good, other, 1)

    assert read(changed)[1] == parsed(changed)[1]
    assert full == [SOUND, changed]


def test_a_control_character_on_a_known_page_stops_the_test() -> None:
    read(SOUND)

    with pytest.raises(ValueError, match="control characters"):
        read(SOUND.replace("Skip", "Skip \x01"))


def test_a_page_with_errors_is_never_known() -> None:
    wrong = SOUND.replace("</form>", "</div></form>")

    assert problems_of(wrong) == problems_of(wrong) != []


def test_elements_not_closed_in_turn_have_no_steps() -> None:
    assert steps_of("<p>one</p>") is not None
    assert [steps_of(each) for each in ("<p>one", "<b><i>x</b></i>", "</p>")] == [None, None, None]


PIECES = pieces_of(SOUND)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(*[st.integers(0, len(PIECES) - 1)] * 2, st.booleans()), min_size=1, max_size=4))
def test_whatever_is_moved_or_doubled_is_judged_as_by_the_full_parser(moves: list[tuple[int, int, bool]]) -> None:
    forget()
    read(SOUND)
    pieces = list(PIECES)
    for source, target, moved in moves:
        piece = pieces.pop(source % len(pieces)) if moved else pieces[source % len(pieces)]
        pieces.insert(target, piece)
    html = "".join(pieces)

    tree, errors = read(html)

    full, known = parsed(html)
    assert errors == known
    assert web_checks._laid_out(tree) == web_checks._laid_out(full)
