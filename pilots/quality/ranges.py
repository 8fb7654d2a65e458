"""The range of possible values of a variable: the flag that a new value gets, and the text of the range."""

from __future__ import annotations

import math
from dataclasses import dataclass

from django.utils.translation import gettext as _

from partnership.rules import formats
from pilots.models import Flag, Variable


@dataclass(frozen=True, slots=True)
class PossibleRange:
    """The lowest and the highest possible value, both included; infinite where the variable has no limit."""

    lowest: float = -math.inf
    highest: float = math.inf

    def flag(self, value: float, *, is_below_detection: bool = False) -> Flag:
        """Return the flag of a new value; a detection limit outside the range is out of range too."""
        if not self.lowest <= value <= self.highest:
            return Flag.OUT_OF_RANGE
        return Flag.BELOW_DETECTION if is_below_detection else Flag.UNCHECKED


def possible_range(variable: Variable) -> PossibleRange:
    """Return the range of possible values of a variable."""
    lowest, highest = variable.hard_min, variable.hard_max
    return PossibleRange(-math.inf if lowest is None else lowest, math.inf if highest is None else highest)


def range_text(variable: Variable) -> str:
    """Describe the range of a variable that has at least one limit, with its unit."""
    if variable.hard_max is None:
        return f"≥ {formats.quantity(variable.hard_min, variable.unit)}"
    highest = formats.quantity(variable.hard_max, variable.unit)
    if variable.hard_min is None:
        return f"≤ {highest}"
    return _("%(low)s to %(high)s") % {"low": formats.number(variable.hard_min), "high": highest}
