"""The columns that tables of trainees share."""

from django.utils.translation import gettext_lazy, pgettext_lazy

from partnership.pages import Cell, Column
from partnership.pages.tables.columns import by_name
from talent.models import Trainee

NAME = Column("person", pgettext_lazy("person", "Name"), sort=by_name("person__"), is_link=True)
FROM = Column("person.organisation", gettext_lazy("Organisation"), Cell.RECORD)
TOPIC = Column("topic", pgettext_lazy("trainee", "Topic"), sort="topic")
ENROLLED = Column("enrolled_on", gettext_lazy("Enrolled"), Cell.DAY, sort="enrolled_on")
ENDED = Column("ended_on", gettext_lazy("Ended"), Cell.DAY, sort="ended_on")
ENDING = Column("ending", gettext_lazy("How it ended"), Cell.CHOICE, choices=Trainee.Ending)
TRAINEES = (NAME, FROM, TOPIC, ENROLLED, ENDED, ENDING)
