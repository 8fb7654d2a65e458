"""Labels of the readers and mails on a report's pages: those of the viewer's party, for an operator those of all."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from partnership.rules.visibility import Viewer


@dataclass(frozen=True, slots=True)
class AudienceLabels:
    """The labels for a viewer; one without a party who is no operator is shown no readers and no mails."""

    readers: str
    no_readers: str
    mails: str
    no_mails: str
    mails_hint: str = ""
    are_shown: bool = True


def audience_labels(viewer: Viewer) -> AudienceLabels:
    if viewer.is_operator:
        return AudienceLabels(
            readers=_("Readers of all parties"),
            no_readers=_("Nobody receives it."),
            mails=_("Mails to all parties"),
            no_mails=_("There are no mails."),
        )
    if viewer.party_id is None:
        hidden = _("Each party alone sees its own readers and the mails to them.")
        return AudienceLabels(_("Readers"), hidden, _("Mails"), hidden, are_shown=False)
    return AudienceLabels(
        readers=_("Readers of your party"),
        no_readers=_("Nobody in your party receives it."),
        mails=_("Mails to your party"),
        no_mails=_("No mail to your party."),
        mails_hint=_("Mails are those to your party."),
    )
