from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from microcert.foundation.refusals import Refusal


class DocumentAltered(Refusal):
    """The stored bytes are not those that were sealed."""

    status = 500

    def __init__(self) -> None:
        super().__init__(
            _(
                "Ce document ne correspond plus à son empreinte : il a été modifié sur le disque. L’assistance est à prévenir."
            )
        )
