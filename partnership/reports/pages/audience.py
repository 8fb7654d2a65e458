"""Whose readers and mails a report's pages show: those of the reader's party, for an operator those of all."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from partnership.rules.visibility import Viewer


@dataclass(frozen=True, slots=True)
class ReportWords:
    """The words for a reader; who belongs to no party and runs nothing is shown no readers and no mails."""

    readers: str
    no_readers: str
    mails: str
    no_mails: str
    mails_hint: str = ""
    are_shown: bool = True


def words_for(viewer: Viewer) -> ReportWords:
    if viewer.is_operator:
        return ReportWords(
            readers=_("Readers of all parties"),
            no_readers=_("Nobody receives it."),
            mails=_("Mails to all parties"),
            no_mails=_("There are no mails."),
        )
    if viewer.party_id is None:
        hidden = _("Each party alone sees its own readers and the mails to them.")
        return ReportWords(_("Readers"), hidden, _("Mails"), hidden, are_shown=False)
    return ReportWords(
        readers=_("Readers of your party"),
        no_readers=_("Nobody in your party receives it."),
        mails=_("Mails to your party"),
        no_mails=_("No mail to your party."),
        mails_hint=_("Mails are those to your party."),
    )
