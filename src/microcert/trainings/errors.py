"""What the trainings' room refuses, and the words for each gap in a version."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from microcert.foundation.refusals import Invalid, Refusal

from .rules import Gap, Lack

RULE_LABELS: dict[str, Promise] = {
    "type": gettext_lazy("le type d’évaluation"),
    "duration": gettext_lazy("la durée de l’évaluation"),
    "accommodations": gettext_lazy("les aménagements pour les personnes en situation de handicap"),
    "absence_and_lateness": gettext_lazy("les absences et les retards"),
    "appeal": gettext_lazy("les voies de recours"),
    "resit": gettext_lazy("le rattrapage"),
    "criteria": gettext_lazy("les critères d’évaluation"),
    "jury": gettext_lazy("la composition du jury"),
}

GAP_WORDS: dict[Lack, Promise] = {
    Lack.RULE: gettext_lazy("Les règles d’évaluation ne disent rien sur %(about)s. Rédigez cette rubrique."),
    Lack.HOURS: gettext_lazy(
        "Le temps de travail estimé (%(minutes)s minutes) sort des bornes du consortium : de %(least)s à %(most)s heures. "
        "Allongez, allégez ou scindez la formation."
    ),
    Lack.SUM: gettext_lazy(
        "Les activités durent %(sum)s minutes en tout, la fiche en annonce %(minutes)s. Accordez les deux."
    ),
    Lack.TASK: gettext_lazy("Aucune tâche n’est décrite pour l’évaluation certificative. Décrivez-la, avec sa grille."),
    Lack.COMPETENCY: gettext_lazy("Aucune compétence n’est certifiée. Indiquez-en au moins une."),
    Lack.CRITERION: gettext_lazy("Aucun critère n’évalue la compétence %(about)s. Ajoutez-en au moins un à la grille."),
    Lack.LEVELS: gettext_lazy(
        "Le critère %(about)s décrit %(described)s niveaux ; il en faut %(levels)s, du plus bas au plus haut."
    ),
    Lack.THRESHOLD: gettext_lazy("La compétence %(about)s n’a pas de seuil. Choisissez un rang de 1 à %(levels)s."),
    Lack.NOT_TAUGHT: gettext_lazy("Aucune activité ne sert l’acquis %(about)s. Rattachez-le à une activité."),
    Lack.NOT_JUDGED: gettext_lazy("Aucun critère n’évalue l’acquis %(about)s. Rattachez-le à un critère."),
    Lack.TARIFF: gettext_lazy("Aucun tarif n’est indiqué. Ajoutez-en au moins un."),
}


def framework_clause(number: str) -> str:
    """How a clause is cited, such as « Cadre commun, § 6.1 »."""
    return _("Cadre commun, § %s") % number


def words_of(gap: Gap) -> str:
    """The sentence that says what is missing and what to do."""
    about = RULE_LABELS.get(gap.about, gap.about) if gap.lack is Lack.RULE else gap.about
    return str(GAP_WORDS[gap.lack]) % {"about": about, **gap.figures}


class MissingItem(Invalid):
    """One thing that a version lacks; its `clause` says where the framework asks for it."""

    def __init__(self, gap: Gap) -> None:
        self.gap = gap
        super().__init__(words_of(gap), field=gap.about or str(gap.lack), clause=framework_clause(gap.clause))


class NotReadyToPublish(Refusal):
    """The version lacks something; `refusals` has one refusal per item, each with its clause."""

    def __init__(self, gaps: Sequence[Gap]) -> None:
        self.refusals = tuple(MissingItem(gap) for gap in gaps)
        lines = [f"{refusal.message} ({refusal.cited})" for refusal in self.refusals]
        super().__init__("\n".join([_("Cette formation ne peut pas encore être publiée."), *lines]))


class VersionFrozen(Refusal):
    """A published version never changes: sessions run on it, contracts and credentials cite it."""

    def __init__(self) -> None:
        super().__init__(
            _("Cette version est publiée : elle ne peut plus être modifiée. Préparez une nouvelle version.")
        )


class WrongState(Refusal):
    """The version's state does not allow this."""

    def __init__(self, status: str, wanted: str) -> None:
        words = {
            "draft": _("en conception"),
            "published": _("publiée"),
            "retired": _("retirée du catalogue"),
        }
        super().__init__(
            _("Cette version est %(now)s : elle ne peut pas devenir %(wanted)s.")
            % {"now": words.get(status, status), "wanted": words.get(wanted, wanted)}
        )
