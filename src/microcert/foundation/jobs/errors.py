from django.utils.translation import gettext_lazy as _

from microcert.foundation.refusals import Refusal


class JobNotFailed(Refusal):
    """Only a job that was given up can be run again."""

    def __init__(self) -> None:
        super().__init__(_("Cette tâche n’est pas en échec : elle n’a pas à être relancée."))
