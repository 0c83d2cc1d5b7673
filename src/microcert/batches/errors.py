from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from microcert.foundation.refusals import Refusal


class TooMany(Refusal):
    """One gesture may concern so many things and no more."""

    def __init__(self, asked: int, most: int) -> None:
        message = _(
            "Votre choix en compte %(asked)d, une seule demande en traite %(most)d au plus : resserrez les filtres."
        )
        super().__init__(message % {"asked": asked, "most": most})
