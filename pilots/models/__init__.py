"""The records of the pilot test bases."""

from pilots.models.base import Campaign, PilotBase, ProcessUnit
from pilots.models.load import NitrogenLoad
from pilots.models.series import (
    USED_FLAGS,
    Correction,
    DailyRollup,
    Flag,
    Measurement,
    MeasurementImport,
    Series,
    StagedMeasurement,
    Variable,
)

__all__ = [
    "USED_FLAGS",
    "Campaign",
    "Correction",
    "DailyRollup",
    "Flag",
    "Measurement",
    "MeasurementImport",
    "NitrogenLoad",
    "PilotBase",
    "ProcessUnit",
    "Series",
    "StagedMeasurement",
    "Variable",
]
