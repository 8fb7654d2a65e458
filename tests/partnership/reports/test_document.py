"""The composed report refuses what no reader should get."""

import pytest

from partnership.reports.composer.document import DocumentCell, DocumentColumn, DocumentTable
from tests.partnership.reports.documents import english_report


@pytest.mark.parametrize("count", [0, 2, 6])
def test_a_report_begins_with_three_to_five_sentences(count):
    with pytest.raises(ValueError, match=f"3 to 5 sentences, not {count}"):
        english_report(lead=("A sentence.",) * count)


def test_a_row_has_a_cell_for_each_column():
    with pytest.raises(ValueError, match="Signed: a row of 1 cells under 2 columns"):
        DocumentTable("Signed", (DocumentColumn("Agreement"), DocumentColumn("On")), ((DocumentCell("A-2021-03"),),))
