"""Which encodings are read, and how others are named."""

import pytest

from partnership.transfer.files.encodings import EncodingFinder, likely_encoding, marked_encoding

CHINESE = "监测时间,氨氮\n2026-01-01,1.5\n"


@pytest.mark.parametrize(
    ("encoding", "found"), [("utf-8", "utf-8-sig"), ("utf-8-sig", "utf-8-sig"), ("gb18030", "gb18030")]
)
def test_the_encoding_is_found_wherever_the_pieces_are_cut(encoding, found):
    content = CHINESE.encode(encoding)
    finder = EncodingFinder()

    fits = [finder.feed(content[at : at + 1], is_last=at == len(content) - 1) for at in range(len(content))]

    assert (all(fits), finder.encoding) == (True, found)


def test_a_character_cut_off_at_the_end_fits_none():
    assert not EncodingFinder().feed("监测".encode()[:-1], is_last=True)


@pytest.mark.parametrize("encoding", ["UTF-16", "UTF-32"])
def test_a_byte_order_mark_names_the_encoding(encoding):
    assert marked_encoding(CHINESE.encode(encoding)) == encoding


@pytest.mark.parametrize(
    ("text", "encoding", "name"),
    [
        ("time,measured value in °C\n", "cp1252", "Windows-1252"),
        ("監測時間,氨氮\n", "big5", "Big5"),
        ("2026-01-01 00:00,1.5,2.5,3.5,監測\n", "big5", "Big5"),
        ("測定時間 アンモニア\n", "shift_jis", "Shift JIS"),
    ],
)
def test_an_encoding_that_is_not_read_is_named(text, encoding, name):
    assert likely_encoding(text.encode(encoding)) == name


@pytest.mark.parametrize(
    ("text", "encoding", "fits"),
    [
        ("北京工業大學的專利與發明說明書，關於汙水處理", "big5", False),
        ("測定時間 アンモニア 水質の監視データ", "shift_jis", False),
        ("流量(m³/d)·温度—℃", "gb18030", True),
        ("北京工業大學的專利與發明說明書", "gb18030", True),
        ("何喆", "gb18030", True),
    ],
)
def test_bytes_that_are_gb18030_by_chance_fit_none(text, encoding, fits):
    content = text.encode(encoding)
    finder = EncodingFinder()

    found = finder.feed(content, is_last=True)

    assert found is fits
