"""Lights, moments, page links and error pages."""

from datetime import UTC, datetime

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.translation import override

from xinqiao.people.paging import Page


@pytest.fixture(autouse=True)
def plain_static_files(settings):
    """The addresses of static files without the hashes of a collected deployment."""
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


def render(text: str, **context: object) -> str:
    return Template("{% load shell %}" + text).render(Context(context))


@pytest.mark.parametrize(
    ("colour", "word"),
    [("green", "正常"), ("yellow", "临期"), ("red", "超期"), ("paused", "暂停计时"), ("none", "无时限")],
)
def test_a_light_is_a_word_and_a_shape_and_not_a_colour_alone(colour, word):
    html = render("{% light colour %}", colour=colour)
    assert word in html
    assert "<use" in html


def test_every_light_has_a_shape_of_its_own():
    shapes = {render("{% light c %}", c=c).split('href="')[1].split('"')[0] for c in ["green", "yellow", "red"]}
    assert len(shapes) == 3


def test_an_unknown_light_is_refused_by_name():
    with pytest.raises(TemplateSyntaxError, match=r"purple.*green"):
        render("{% light 'purple' %}")


def test_a_moment_is_shown_in_the_platforms_time_zone():
    html = render("{% moment at %}", at=datetime(2026, 11, 22, 20, 30, 12, tzinfo=UTC))
    assert 'datetime="2026-11-23T04:30:12+08:00"' in html
    assert ">2026-11-23 04:30<" in html


def test_no_moment_is_a_dash():
    assert render("{% moment at %}", at=None) == "—"


def page_links(page: Page, query: str = "") -> str:
    return render("{% pagination page %}", page=page, request=RequestFactory().get(f"/cases/?{query}"))


def test_page_links_keep_the_filters_of_the_address():
    html = page_links(Page([], 130, previous="before:9", next="after:4"), "stage=in_hand&page=after:9&tag=a&tag=b")
    for to, page in (("prev", "before%3A9"), ("next", "after%3A4"), ("last", "last")):
        assert f'rel="{to}" href="?stage=in_hand&amp;tag=a&amp;tag=b&amp;page={page}"' in html
    assert 'rel="first" href="?stage=in_hand&amp;tag=a&amp;tag=b"' in html
    assert "共 130 条<" in html


def test_the_first_page_has_no_previous_and_the_last_no_next():
    assert "上一页" not in page_links(Page([], 130, next="after:4"))
    assert "下一页" not in page_links(Page([], 130, previous="before:9"))


def test_what_is_not_counted_to_its_end_is_said_to_be_more():
    assert "共 1000 条以上" in page_links(Page([], 1000, has_more=True, next="after:4"))


def test_one_page_needs_no_links():
    assert page_links(Page([], 3)).strip() == ""


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "409", "500"])
def test_an_error_page_stands_without_any_context(name):
    html = render_to_string(f"{name}.html")
    assert name[:3] in html
    assert "回到首页" in html


def test_a_conflict_tells_what_happened_and_escapes_it():
    html = render_to_string("409.html", {"problem": "JYG1 现为“<b>承办中</b>”"})
    assert "现为“&lt;b&gt;承办中" in html


def test_error_pages_speak_english_too():
    with override("en"):
        assert "Not found" in render_to_string("404.html")


def test_the_history_shows_who_did_what_and_when():
    entry = {"title": "签收", "by": "市住建局 · 李强", "at": datetime(2026, 11, 22, 1, 0, tzinfo=UTC), "text": ""}
    html = render_to_string("shell/history.html", {"entries": [entry]})
    assert all(part in html for part in ["签收", "市住建局 · 李强", "2026-11-22 09:00"])


def test_a_fact_without_a_value_is_a_dash():
    assert "<dd>—</dd>" in render_to_string("shell/facts.html", {"facts": [("追加", "")]})
