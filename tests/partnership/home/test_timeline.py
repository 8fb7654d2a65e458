"""The timeline across the overview: the positions of stages, years and first events."""

import datetime as dt

from partnership.home.timeline import FirstEvent, TimelineStage, build_timeline
from partnership.rules.periods import Period

STAGES = [
    TimelineStage("Research", Period(dt.date(2013, 1, 1), dt.date(2015, 1, 1)), "3 agreements", "/stages/1/"),
    TimelineStage("Platform", Period(dt.date(2015, 1, 1), dt.date(2017, 1, 1)), "4 agreements", "/stages/2/"),
]


def test_without_stages_there_is_no_timeline() -> None:
    assert build_timeline([], [FirstEvent("First contract", dt.date(2013, 2, 1), "/a/")]) is None


def test_stages_stand_where_their_days_are() -> None:
    timeline = build_timeline(STAGES, [])

    assert [(stage.left, stage.span) for stage in timeline.stages] == [("0.00%", "2013–2014"), ("49.97%", "2015–2016")]
    assert [(year.label, year.left) for year in timeline.years] == [
        ("2014", "24.98%"),
        ("2015", "49.97%"),
        ("2016", "74.95%"),
    ]


def test_names_that_would_collide_take_the_next_line_and_then_stay_silent() -> None:
    events = [FirstEvent(name, dt.date(2015, month, 1), f"/{name}/") for month, name in enumerate("abcd", start=1)]

    timeline = build_timeline(STAGES, events)

    assert [(mark.label, mark.text_y) for mark in timeline.marks] == [("a", 75), ("b", 92), ("c", 109), ("d", 0)]
    assert timeline.height == 114


def test_a_name_at_the_edge_turns_inwards() -> None:
    events = [FirstEvent("first", dt.date(2013, 1, 2), "/a/"), FirstEvent("last", dt.date(2016, 12, 30), "/b/")]

    assert [mark.anchor for mark in build_timeline(STAGES, events).marks] == ["start", "end"]
