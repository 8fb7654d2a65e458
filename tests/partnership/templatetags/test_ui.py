"""The tags and filters of the templates, read as a page's author uses them."""

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

import pytest
import time_machine
from bs4 import BeautifulSoup
from django import forms
from django.core.paginator import Paginator
from django.template import Context, RequestContext, Template
from django.test import RequestFactory
from django.urls import NoReverseMatch, reverse
from django.utils import translation

from partnership.pages import markup
from partnership.rules import registry

NOON = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)


def render(text: str, language: str = "en", **values: object) -> str:
    with translation.override(language):
        return Template("{% load ui %}" + text).render(Context(values))


@pytest.mark.parametrize(
    ("yuan", "chinese", "english"),
    [
        (Decimal("1260000"), "126.00 万元", "CNY 1.26 million"),
        (Decimal("8500.50"), "8,500.50 元", "CNY 8,500.50"),
        (Decimal("900"), "900 元", "CNY 900"),
        (Decimal("-42000"), "\N{MINUS SIGN}4.20 万元", "CNY \N{MINUS SIGN}42,000"),
        (Decimal("1260000000"), "126,000.00 万元", "CNY 1.26 billion"),
    ],
)
def test_money_is_said_as_each_language_says_it(yuan: Decimal, chinese: str, english: str) -> None:
    assert f">{chinese}<" in render("{{ value|money }}", "zh-hans", value=yuan)
    assert f">{english}<" in render("{{ value|money }}", "en", value=yuan)


def test_money_shows_the_fen_on_hover() -> None:
    html = render("{{ value|money }}", value=Decimal("1260000"))

    assert html == '<span class="money" title="CNY 1,260,000.00">CNY 1.26 million</span>'


def test_nothing_is_a_dash() -> None:
    html = render(
        "{{ n|money }} {{ n|when }} {{ n|day }} {{ n|moment }} {{ n|number }} {{ n|quantity:'mg/L' }}", n=None
    )

    assert html == '– – – – – <span class="quantity">–</span>'


@pytest.mark.parametrize(
    ("day", "english"),
    [
        (dt.date(2026, 11, 24), "today"),
        (dt.date(2026, 11, 25), "tomorrow"),
        (dt.date(2026, 11, 23), "yesterday"),
        (dt.date(2026, 12, 6), "in 12 days"),
        (dt.date(2026, 11, 21), "3 days ago"),
        (dt.date(2027, 5, 24), "in 6 months"),
        (dt.date(2023, 11, 20), "3 years ago"),
    ],
)
@time_machine.travel(NOON, tick=False)
def test_when_counts_from_the_day_in_shanghai(day: dt.date, english: str) -> None:
    assert f">{english}</time>" in render("{{ day|when }}", day=day)


@time_machine.travel(NOON, tick=False)
def test_when_gives_the_day_to_machines_and_on_hover() -> None:
    html = render("{{ day|when }}", day=dt.date(2026, 12, 6))

    assert html == '<time class="when" datetime="2026-12-06" title="6 Dec 2026">in 12 days</time>'


@time_machine.travel(NOON, tick=False)
def test_when_of_a_moment_counts_minutes_and_hours() -> None:
    assert ">5 minutes ago<" in render("{{ at|when }}", at=NOON - dt.timedelta(minutes=5))
    assert ">in 3 hours<" in render("{{ at|when }}", at=NOON + dt.timedelta(hours=3))
    assert ">now<" in render("{{ at|when }}", at=NOON)


def test_a_day_is_written_in_the_readers_language() -> None:
    day = dt.date(2026, 12, 5)

    assert ">2026年12月5日<" in render("{{ day|day }}", "zh-hans", day=day)
    assert ">5 Dec 2026<" in render("{{ day|day }}", "en", day=day)


def test_a_moment_is_shown_in_shanghai_time() -> None:
    assert ">24 Nov 2026, 20:00<" in render("{{ at|moment }}", at=NOON)


def test_quantity_carries_its_unit() -> None:
    assert render("{{ v|quantity:'mg/L' }}", v=12.5) == '<span class="quantity">12.5 mg/L</span>'
    assert render("{{ v|quantity:'%' }}", v=83.2) == '<span class="quantity">83.2%</span>'


def test_a_difference_always_shows_its_sign() -> None:
    assert render("{{ up|signed }} {{ down|signed }} {{ none|signed }}", up=3, down=-3, none=0) == "+3 −3 ±0"


def test_cells_of_a_table_are_escaped_and_numbers_marked() -> None:
    columns = [SimpleNamespace(is_number=False), SimpleNamespace(is_number=True)]

    html = render("{% table_rows columns rows %}", columns=columns, rows=[["<b>", 3], [markup.link("/a/", "A"), None]])

    assert html == (
        '<tr><th scope="row">&lt;b&gt;</th><td class="number">3</td></tr>\n'
        '<tr><th scope="row"><a href="/a/">A</a></th><td class="number">–</td></tr>\n'
    )


@pytest.mark.parametrize("name", ["Cohort of the year 2026", "北京工业大学环境学院"])
def test_only_a_long_name_asks_its_column_for_more_width(name: str) -> None:
    columns = [SimpleNamespace(is_number=False)]

    html = render("{% table_rows columns rows %}", columns=columns, rows=[["Lin Chunfen"], [markup.link("/a/", name)]])

    assert html == (
        '<tr><th scope="row">Lin Chunfen</th></tr>\n'
        f'<tr><th class="is-long" scope="row"><a href="/a/">{name}</a></th></tr>\n'
    )


def test_a_row_with_another_number_of_cells_is_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        render("{% table_rows columns rows %}", columns=[SimpleNamespace(is_number=False)], rows=[["a", "b"]])


def test_the_audience_is_said_in_words() -> None:
    assert "Shared" in render("{% audience none %}", none=None)
    assert "Private to BEWG" in render("{% audience party %}", party=SimpleNamespace(code="BEWG"))


def test_a_badge_refuses_a_tone_it_does_not_have() -> None:
    with pytest.raises(ValueError, match="no tone 'purple'"):
        markup.badge("x", "purple")


class KindFilter(forms.Form):
    q = forms.CharField(label="Search", required=False)
    kind = forms.MultipleChoiceField(label="Kind", choices=[("a", "Contract"), ("b", "Amendment")], required=False)
    signed_from = forms.DateField(label="Signed from", required=False)


def chips_of(query: str) -> list[dict[str, str]]:
    request = RequestFactory().get(f"/agreements/?{query}")
    context = RequestContext(request, {"form": KindFilter(request.GET)})
    Template("{% load ui %}{% active_filters form as chips %}").render(context)
    return context["chips"]


def test_each_active_filter_can_be_taken_away_alone() -> None:
    assert chips_of("kind=a&kind=b&q=&page=3&sort=name") == [
        {"label": "Kind", "value": "Contract", "url": "?kind=b&q=&sort=name"},
        {"label": "Kind", "value": "Amendment", "url": "?kind=a&q=&sort=name"},
    ]


def test_a_filter_by_a_day_says_the_day_as_the_pages_do() -> None:
    days = [chip["value"] for chip in chips_of("signed_from=2026-11-26&signed_from=soon")]

    assert days == ["26 Nov 2026", "soon"]


def test_a_page_offers_its_neighbours_and_the_ends() -> None:
    page = Paginator(range(123), 14).get_page(5)

    html = render(
        "{% page_links page as links %}{{ links.first }} {{ links.last }} {{ links.total }} {{ links.numbers }}",
        page=page,
    )

    assert html == "57 70 123 [1, 0, 4, 5, 6, 0, 9]"


def test_the_language_is_named_as_html_wants_it() -> None:
    assert render("{{ 'zh-hans'|html_lang }} {{ 'en'|html_lang }}") == "zh-Hans en"


def test_every_entry_of_the_navigation_has_its_page() -> None:
    missing = []
    for area in registry.navigation:
        for entry in area.entries:
            try:
                reverse(entry.url_name)
            except NoReverseMatch:
                missing.append(entry.url_name)

    assert missing == []


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("http://nvbie.com/en/1014.html (news of 2020-12-30)", ["http://nvbie.com/en/1014.html"]),
        ("https://a.org/x.htm, and https://b.org.", ["https://a.org/x.htm", "https://b.org"]),
        ("（HTTPS://a.org/?q=1&r=%E4）。", ["HTTPS://a.org/?q=1&r=%E4"]),
        ("nvbie.com, javascript:alert(1), ftp://a.org, mail@a.org", []),
        ("", []),
    ],
)
def test_only_web_addresses_in_a_text_become_links(text: str, addresses: list[str]) -> None:
    page = BeautifulSoup(markup.with_links(text), "html.parser")

    assert [link["href"] for link in page.select("a")] == addresses
    assert {tuple(link["rel"]) for link in page.select("a")} <= {("noopener", "noreferrer", "nofollow")}
    assert page.text == text


def test_a_source_cannot_bring_markup_of_its_own() -> None:
    assert markup.with_links('<b>x</b> https://a.org/"onclick=') == (
        '&lt;b&gt;x&lt;/b&gt; <a href="https://a.org/" rel="noopener noreferrer nofollow">https://a.org/</a>'
        "&quot;onclick="
    )
