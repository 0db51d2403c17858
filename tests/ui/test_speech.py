# SPDX-License-Identifier: AGPL-3.0-or-later
import pytest
from hypothesis import given
from hypothesis import strategies as st

from concejo.ui.speech import as_page, telephone, telephone_address


def test_nothing_that_people_write_is_mark_up() -> None:
    assert as_page("<img src=x onerror=alert(1)> & <b>") == "<p>&lt;img src=x onerror=alert(1)&gt; &amp; &lt;b&gt;</p>"


@given(st.text(alphabet="<>&\"'@ahtps:/.\n "))
def test_whatever_people_write_only_our_own_tags_come_out(text: str) -> None:
    page = as_page(text, {"a": "/a"})
    for own in ("<p>", "</p>", "<br>", "</a>"):
        page = page.replace(own, "")
    for opened in page.split("<")[1:]:
        assert opened.startswith(('a href="http', 'a class="at" href="/a"'))


def test_paragraphs_and_lines_are_kept() -> None:
    assert as_page("one\r\ntwo\n\n\nthree") == "<p>one<br>two</p><p>three</p>"
    assert as_page("  \n ") == ""


def test_an_address_can_be_followed_without_the_full_stop_behind_it() -> None:
    page = as_page("See (https://example.org/a?b=1&c=2).")
    assert '<a href="https://example.org/a?b=1&amp;c=2" rel="nofollow ugc noopener">' in page
    assert page.endswith("</a>).</p>")


def test_no_address_but_those_of_the_web_becomes_a_link() -> None:
    assert "<a" not in as_page("javascript:alert(1) file:///etc/passwd")


def test_a_known_mention_leads_to_its_page_and_an_unknown_one_stays_a_word() -> None:
    page = as_page("@Miguel, ¿la miras? Gracias, @nadie. ale@miguel.example", {"miguel": "/@miguel"})
    assert '<a class="at" href="/@miguel">@Miguel</a>,' in page
    assert page.count("<a") == 1


@pytest.mark.parametrize(
    ("number", "said"),
    [("+34958000100", "958 00 01 00"), ("958000100", "958 00 01 00"), ("+33123456789", "01 23 45 67 89"),
     ("0123456789", "01 23 45 67 89"), ("112", "112"), ("+44 20 7946 0000", "+44 20 7946 0000")],
)  # fmt: skip
def test_a_number_is_grouped_as_it_is_said(number: str, said: str) -> None:
    assert telephone(number) == said


def test_a_number_is_dialled_without_its_spaces() -> None:
    assert telephone_address("+34 958 00 01 00") == "tel:+34958000100"
