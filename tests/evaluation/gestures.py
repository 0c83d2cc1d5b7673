"""The gestures of an assessment, shared by the tests of the room and of its pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from microcert.evaluation import actions
from microcert.evaluation.models import Jury, Minutes, Sitting
from microcert.evaluation.queries import candidates, deadline_of
from microcert.foundation import clock
from microcert.people.models import User

GOOD = {"K1": 4, "K2": 3, "K3": 4}
FRAGILE = {"K1": 4, "K2": 2, "K3": 4}


@dataclass
class Room:
    cast: Any
    files: dict[str, Any] = field(default_factory=dict)

    def file_of(self, who: str = "ines") -> Any:
        if who not in self.files:
            self.files[who] = self.cast.learner_file(self.cast.people[who])
        return self.files[who]

    def opened(self, who: str = "ines") -> Sitting:
        return actions.open_sitting(self.file_of(who), by=self.cast.people[who])

    def checked(self, who: str = "ines") -> Sitting:
        return actions.check_identity(self.opened(who), method="live", by=self.cast.thierry)

    def submitted(self, who: str = "ines", text: str = "Ma situation d’évaluation.") -> Sitting:
        sitting = self.checked(who)
        actions.submit(sitting, text=text, by=self.cast.people[who])
        sitting.refresh_from_db()
        return sitting

    def marked(
        self, who: str = "ines", ranks: dict[str, int] | None = None, feedback: str = "Beau travail."
    ) -> Sitting:
        return actions.mark(self.submitted(who), ranks=ranks or GOOD, feedback=feedback, by=self.cast.thierry)

    @property
    def members(self) -> list[tuple[User, str, bool]]:
        cast = self.cast
        return [
            (cast.agathe, "Experte pédagogique", True),
            (cast.thierry, "Évaluateur", False),
            (cast.odile, "Monde professionnel", False),
        ]

    def named(self) -> Jury:
        meets_at = deadline_of(self.cast.session) + timedelta(days=3)
        return actions.name_jury(self.cast.session, meets_at=meets_at, members=self.members, by=self.cast.agathe)

    def after_the_deadline(self) -> Any:
        """A context in which the clock stands three days after the works are due."""
        return clock.moved_to(deadline_of(self.cast.session) + timedelta(days=3))

    def deliberating(self, jury: Jury | None = None, present: list[User] | None = None) -> Jury:
        cast = self.cast
        present = [cast.agathe, cast.thierry, cast.odile] if present is None else present
        return actions.open_deliberation(jury or self.named(), present=present, by=cast.agathe)

    def closed(self, *, outcome: str = "award", reason: str = "") -> Jury:
        jury = self.deliberating()
        for sitting in candidates(jury):
            actions.decide(jury, sitting, outcome=outcome, reason=reason, by=self.cast.agathe)
        return actions.close_deliberation(jury, observations="Rien à signaler.", by=self.cast.agathe)

    def signed(self, jury: Jury) -> Minutes:
        actions.sign_minutes(jury, by=self.cast.agathe)
        actions.sign_minutes(jury, by=self.cast.thierry)
        minutes = actions.sign_minutes(jury, by=self.cast.odile)
        assert minutes is not None
        return minutes
