"""What stands below a chart: on the page, as wide as the screen lets it be, the same as in the server's picture."""

import json
from collections.abc import Callable

import pytest

from partnership.pages.charts import Chart
from tests.browser.visitor import OPERATOR, Visitor
from tests.partnership.reports.render.test_chart_images import chart_svg, labels_below

pytestmark = pytest.mark.full


@pytest.mark.parametrize(("language", "width"), [("zh-hans", 1440), ("en", 390)])
def test_the_axis_on_a_page_is_that_of_the_picture(visit: Callable[..., Visitor], language: str, width: int) -> None:
    visitor = visit(OPERATOR, language=language, width=width)
    visitor.open(visitor.first_link("/bases/", "/bases/"))
    plot = visitor.page.locator(".chart-plot")
    plot.locator("svg").wait_for()
    chart = Chart("", "", "", json.loads(plot.get_attribute("data-chart")), (), (), "")
    size = plot.bounding_box()

    on_page = labels_below(plot.inner_html(), chart)
    in_picture = labels_below(chart_svg(chart, width=size["width"], height=size["height"], language=language), chart)

    assert on_page == in_picture
    assert len(on_page) >= 4
    assert on_page[1][:2] == "20"  # the year, under the first
    assert visitor.faults == []
