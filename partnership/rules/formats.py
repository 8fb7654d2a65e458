"""How numbers, money, days and times are written for people, in the reader's language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from partnership.rules.periods import today

Number = int | float | Decimal
NOTHING = "–"
TEN_THOUSAND, MILLION, BILLION = Decimal(10_000), Decimal(1_000_000), Decimal(1_000_000_000)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MINUTE, HOUR = 60, 3600
DAYS_A_MONTH, DAYS_A_YEAR = 30, 365
MAX_DAYS, MAX_MONTHS = 90, 24
MAX_CHART_DECIMALS = 2


def is_chinese() -> bool:
    return (get_language() or "").startswith("zh")


def joined(*sentences: str) -> str:
    """Sentences one after the other: with a space in English, without one in Chinese."""
    return ("" if is_chinese() else " ").join(sentence for sentence in sentences if sentence)


def listed(names: Iterable[object]) -> str:
    """Names one after the other: with commas in English, with 、 in Chinese."""
    return ("、" if is_chinese() else ", ").join(str(name) for name in names)


def bracketed(name: object, detail: object) -> str:
    """Return a name with a detail in the brackets of the language."""
    return f"{name}（{detail}）" if is_chinese() else f"{name} ({detail})"


def number(value: Number | None, decimals: int | None = None) -> str:
    """The number with thousands separators and a true minus sign; without `decimals` at most two, no empty ones."""
    if value is None:
        return NOTHING
    if decimals is None:
        text = f"{value:,}" if isinstance(value, int) else f"{value:,.2f}".rstrip("0").rstrip(".")
    else:
        text = f"{_rounded(value, decimals):,}"
    return text.replace("-", "\N{MINUS SIGN}")


def decimals_needed(values: Iterable[object]) -> int:
    """Return how many decimals, at most two, the numbers among the values need."""
    numbers = [Decimal(str(value)) for value in values if isinstance(value, int | float | Decimal)]
    exponents = (int(number.normalize().as_tuple().exponent) for number in numbers if number.is_finite())
    return min(max((0, *(-exponent for exponent in exponents))), MAX_CHART_DECIMALS)


def signed(value: Number, decimals: int | None = None) -> str:
    """A difference, always with its sign."""
    return ("+" if value > 0 else "±" if value == 0 else "") + number(value, decimals)


def money(yuan: Number | None) -> str:
    """Return an amount of yuan in the usual unit: 126.00 万元, CNY 1.26 million."""
    if yuan is None:
        return NOTHING
    amount = Decimal(str(yuan))
    if is_chinese():
        large = abs(amount) >= TEN_THOUSAND
        return f"{number(amount / TEN_THOUSAND, 2)} 万元" if large else f"{_yuan(amount)} 元"
    if abs(amount) >= BILLION:
        return f"CNY {number(amount / BILLION, 2)} billion"
    return f"CNY {number(amount / MILLION, 2)} million" if abs(amount) >= MILLION else f"CNY {_yuan(amount)}"


def exact_money(yuan: Number | None) -> str:
    """An amount to the fen: 1,260,000.00 元, CNY 1,260,000.00."""
    if yuan is None:
        return NOTHING
    text = number(Decimal(str(yuan)), 2)
    return f"{text} 元" if is_chinese() else f"CNY {text}"


def quantity(value: Number | None, unit: str, decimals: int | None = None) -> str:
    """Return a value with its unit, a percent sign without a space."""
    if value is None:
        return NOTHING
    return number(value, decimals) + (unit if unit in ("%", "%") else f" {unit}" if unit else "")


def day(value: dt.date | None) -> str:
    """A day in full: 2026年12月5日, 5 Dec 2026. A moment gives its day where the reader is."""
    if value is None:
        return NOTHING
    if isinstance(value, dt.datetime):
        value = timezone.localdate(value)
    if is_chinese():
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def partial_day(text: str) -> str:
    """As much of a date as is known: 2024年2月14日, 2024年2月, 2024年; 14 Feb 2024, Feb 2024, 2024."""
    if not text:
        return NOTHING
    year, *rest = (int(part) for part in text.split("-"))
    if len(rest) > 1:
        return day(dt.date(year, *rest))
    if is_chinese():
        return f"{year}年{rest[0]}月" if rest else f"{year}年"
    return f"{MONTHS[rest[0] - 1]} {year}" if rest else str(year)


def moment(value: dt.datetime | None) -> str:
    """A day and the time where the reader is: 2026年12月5日 14:30, 5 Dec 2026, 14:30."""
    if value is None:
        return NOTHING
    local = timezone.localtime(value)
    return f"{day(local.date())}{' ' if is_chinese() else ', '}{local:%H:%M}"


def clock(value: dt.datetime) -> str:
    """The time of day where the reader is: 14:30."""
    return f"{timezone.localtime(value):%H:%M}"


def distance(value: dt.date | dt.datetime | None) -> str:
    """Return the distance of a day or moment from now: in 12 days, 3 months ago, 5 minutes ago."""
    if value is None:
        return NOTHING
    if isinstance(value, dt.datetime):
        seconds = int((value - timezone.now()).total_seconds())
        if abs(seconds) < 24 * HOUR:
            return _hours(seconds)
        value = timezone.localdate(value)
    return _days((value - today()).days)


def _yuan(amount: Decimal) -> str:
    return number(amount, 0 if amount == amount.to_integral_value() else 2)


def _hours(seconds: int) -> str:
    ahead, minutes, hours = seconds > 0, abs(seconds) // MINUTE, abs(seconds) // HOUR
    if not minutes:
        return _("now")
    if hours:
        text = ngettext("in %(count)d hour", "in %(count)d hours", hours)
        text = text if ahead else ngettext("%(count)d hour ago", "%(count)d hours ago", hours)
        return text % {"count": hours}
    text = ngettext("in %(count)d minute", "in %(count)d minutes", minutes)
    text = text if ahead else ngettext("%(count)d minute ago", "%(count)d minutes ago", minutes)
    return text % {"count": minutes}


def _days(days: int) -> str:
    named = {0: _("today"), 1: _("tomorrow"), -1: _("yesterday")}
    if days in named:
        return named[days]
    ahead, count = days > 0, abs(days)
    if count <= MAX_DAYS:
        text = ngettext("in %(count)d day", "in %(count)d days", count)
        text = text if ahead else ngettext("%(count)d day ago", "%(count)d days ago", count)
    elif count < MAX_MONTHS * DAYS_A_MONTH:
        count = count // DAYS_A_MONTH
        text = ngettext("in %(count)d month", "in %(count)d months", count)
        text = text if ahead else ngettext("%(count)d month ago", "%(count)d months ago", count)
    else:
        count = count // DAYS_A_YEAR
        text = ngettext("in %(count)d year", "in %(count)d years", count)
        text = text if ahead else ngettext("%(count)d year ago", "%(count)d years ago", count)
    return text % {"count": count}


def _rounded(value: Number, decimals: int) -> Decimal:
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
