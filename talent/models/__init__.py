"""The records of joint education."""

from talent.models.programme import Cohort, Programme
from talent.models.trainee import Placement, Supervision, Trainee

__all__ = ["Cohort", "Placement", "Programme", "Supervision", "Trainee"]
