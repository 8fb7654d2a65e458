"""A manager of each party, and a monthly report that goes to both."""

import pytest

from tests.partnership.reports.definitions import make_report, manager_of


@pytest.fixture
def managers(bewg, but):
    return [manager_of(bewg, "ma@bewg.example", "zh-hans"), manager_of(but, "bo@but.example", "en")]


@pytest.fixture
def report(managers):
    return make_report(managers)
