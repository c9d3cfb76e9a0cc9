"""The page checks find planted flaws; a check that cannot fail would be worth nothing."""

import pytest

from tests.web_checks import problems_of

SOUND = """<!doctype html>
<html lang="en" dir="ltr"><head><meta charset="utf-8"><title>Orders</title></head>
<body><a href="#main">Skip</a><main id="main"><h1>Orders</h1>
<form method="post" action="/x"><input type="hidden" name="csrf_token" value="abc">
<label for="po">PO</label><input id="po" name="po"><button>Send</button></form>
<svg viewBox="0 0 1 1"><rect width="1" height="1"/></svg></main></body></html>"""


def test_a_sound_page_has_no_problems() -> None:
    assert problems_of(SOUND) == []


@pytest.mark.parametrize(
    ("good", "bad", "word"),
    [
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
        ('href="#main"', 'href="#gone"', "missing id 'gone'"),
        ("Skip", "%(number)s", "raw mark"),
        ("Skip", "OrderState.SUBMITTED", "raw name"),
        ("Skip", "{{ title }}", "raw mark"),
        ("<button>Send</button>", "<button></button>", "no words"),
        ("<h1>", '<h1 style="color:red">', "inline style"),
        ("<h1>", '<h1 onclick="x()">', "inline handler"),
        ("</main>", "<script>1</script></main>", "inline script"),
        ("</form>", "</div></form>", "end-tag-too-early"),
    ],
)  # fmt: skip
def test_each_planted_flaw_is_found(good: str, bad: str, word: str) -> None:
    assert good in SOUND

    problems = problems_of(SOUND.replace(good, bad, 1))

    assert any(word in problem for problem in problems), problems
