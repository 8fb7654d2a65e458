"""Plainly fictional names: surnames with the 24 solar terms as given names, which nobody in the record carries."""

TERMS = (
    ("立春", "Springdawn"), ("雨水", "Rainwater"), ("惊蛰", "Firstthunder"), ("春分", "Halfspring"),
    ("清明", "Clearbright"), ("谷雨", "Grainrain"), ("立夏", "Summerdawn"), ("小满", "Grainbuds"),
    ("芒种", "Graininear"), ("夏至", "Longestday"), ("小暑", "Slightheat"), ("大暑", "Greatheat"),
    ("立秋", "Autumndawn"), ("处暑", "Heatsend"), ("白露", "Whitedew"), ("秋分", "Halfautumn"),
    ("寒露", "Colddew"), ("霜降", "Frostfall"), ("立冬", "Winterdawn"), ("小雪", "Lightsnow"),
    ("大雪", "Heavysnow"), ("冬至", "Shortestday"), ("小寒", "Slightcold"), ("大寒", "Greatcold"),
)  # fmt: skip
SURNAMES = (("江", "JIANG"), ("林", "LIN"), ("石", "SHI"), ("田", "TIAN"), ("云", "YUN"), ("沙", "SHA"))


def fictional_name(index: int) -> tuple[str, str]:
    """The Chinese and the English name of the sample person of an index from 0 to 143; no two are alike."""
    given = TERMS[index % len(TERMS)]
    surname = SURNAMES[(index + index // len(TERMS)) % len(SURNAMES)]
    return surname[0] + given[0], f"{surname[1]} {given[1]}"
