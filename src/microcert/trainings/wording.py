"""The words for what a version lacks: one sentence per gap, that says what to do."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from .errors import MissingItem, framework_clause
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
    Lack.AIMLESS: gettext_lazy(
        "L’activité « %(about)s » ne sert aucun acquis. Rattachez-la à un acquis ou retirez-la."
    ),
    Lack.TARIFF: gettext_lazy("Aucun tarif n’est indiqué. Ajoutez-en au moins un."),
}

# What each requirement asks, in the words of a list that is ticked off.
REQUIREMENT_WORDS: dict[Lack, Promise] = {
    Lack.RULE: gettext_lazy("Les huit rubriques des règles d’évaluation"),
    Lack.HOURS: gettext_lazy("Temps de travail estimé dans les bornes du consortium"),
    Lack.SUM: gettext_lazy("Durée annoncée égale à la somme des activités"),
    Lack.TASK: gettext_lazy("Tâche de l’évaluation certificative"),
    Lack.COMPETENCY: gettext_lazy("Au moins une compétence certifiée"),
    Lack.CRITERION: gettext_lazy("Chaque compétence évaluée par un critère"),
    Lack.LEVELS: gettext_lazy("Chaque critère décrit à tous les niveaux de l’échelle"),
    Lack.THRESHOLD: gettext_lazy("Un seuil pour chaque compétence"),
    Lack.NOT_TAUGHT: gettext_lazy("Chaque acquis servi par une activité"),
    Lack.NOT_JUDGED: gettext_lazy("Chaque acquis évalué par un critère"),
    Lack.AIMLESS: gettext_lazy("Chaque activité au service d’un acquis"),
    Lack.TARIFF: gettext_lazy("Au moins un tarif"),
}


def words_of(gap: Gap) -> str:
    """The sentence that says what is missing and what to do."""
    about = RULE_LABELS.get(gap.about, gap.about) if gap.lack is Lack.RULE else gap.about
    return str(GAP_WORDS[gap.lack]) % {"about": about, **gap.figures}


def missing_item(gap: Gap) -> MissingItem:
    """The gap as a refusal, at its field, with its clause."""
    return MissingItem(words_of(gap), field=gap.about or str(gap.lack), clause=framework_clause(gap.clause))
