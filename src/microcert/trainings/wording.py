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

PROCTORING_LABELS: dict[str, Promise] = {
    "identity": gettext_lazy("la vérification de l’identité"),
    "proctoring": gettext_lazy("la surveillance de l’épreuve"),
    "proctoring_alternative": gettext_lazy("l’épreuve équivalente sans surveillance à distance"),
}

FACT_LABELS: dict[str, Promise] = {
    "title": gettext_lazy("Intitulé"),
    "summary": gettext_lazy("Résumé"),
    "description": gettext_lazy("Description"),
    "audience": gettext_lazy("Public"),
    "prerequisites": gettext_lazy("Prérequis"),
    "equipment": gettext_lazy("Équipement nécessaire"),
    "access_delay": gettext_lazy("Délai d’accès"),
    "stackability": gettext_lazy("Empilabilité"),
    "quality_assurance": gettext_lazy("Assurance qualité"),
    "updated_on": gettext_lazy("Fiche mise à jour le"),
    "expert_name": gettext_lazy("Nom de l’experte ou de l’expert pédagogique"),
    "keywords": gettext_lazy("Mots-clés"),
    "expert_title": gettext_lazy("Titre de l’experte ou de l’expert pédagogique"),
}

GAP_WORDS: dict[Lack, Promise] = {
    Lack.DECISION: gettext_lazy(
        "Le comité de pilotage n’a pas encore décidé de produire cette formation. Inscrivez-la à son ordre du jour."
    ),
    Lack.FACT: gettext_lazy("« %(about)s » n’est pas renseigné. Le public doit le lire avant de s’inscrire."),
    Lack.CLAIM: gettext_lazy(
        "« %(about)s » dit « %(word)s » alors que la fiche ne porte aucun numéro d’enregistrement. "
        "Retirez ces mots ou indiquez le numéro."
    ),
    Lack.TRAINER: gettext_lazy("L’équipe est vide. Nommez les formatrices et formateurs, avec leurs titres."),
    Lack.PROCTORING: gettext_lazy("Les règles d’évaluation ne disent rien sur %(about)s. Rédigez cette rubrique."),
    Lack.MILESTONE: gettext_lazy("Aucune activité n’est un jalon : l’assiduité ne pourrait pas être suivie."),
    Lack.UNPROVEN: gettext_lazy(
        "La ressource « %(about)s » n’a pas été contrôlée sur tous les points d’accessibilité. Notez ce que vous avez vu."
    ),
    Lack.INACCESSIBLE: gettext_lazy(
        "La ressource « %(about)s » ne passe pas un contrôle d’accessibilité. Corrigez-la ou proposez une autre version."
    ),
    Lack.TRANSCRIPT: gettext_lazy(
        "La vidéo « %(about)s » n’a pas de transcription. Ajoutez-la au texte de l’activité ou aux ressources."
    ),
    Lack.UPDATE: gettext_lazy(
        "Aucune date de prochaine mise à jour n’est prévue. Indiquez-en une, un an au plus tard."
    ),
    Lack.FRAMEWORK: gettext_lazy(
        "Cette version est établie sous une version du cadre commun qui n’est plus la dernière. Ouvrez une nouvelle version "
        "si le changement la concerne."
    ),
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
    Lack.SUPERSEDED: gettext_lazy(
        "Le référentiel de compétences de cette fiche est remplacé par une version plus récente. Reprenez celle-ci."
    ),
    Lack.STRAY: gettext_lazy(
        "L’acquis %(about)s sert une compétence qui n’est plus au référentiel. Rattachez-le à une autre ou retirez-le."
    ),
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
    Lack.DECISION: gettext_lazy("Décision du comité de pilotage"),
    Lack.FACT: gettext_lazy("Informations dues au public"),
    Lack.CLAIM: gettext_lazy("Aucune promesse d’enregistrement national ni de financement"),
    Lack.TRAINER: gettext_lazy("Équipe nommée, avec ses titres"),
    Lack.PROCTORING: gettext_lazy("Identité, surveillance et épreuve équivalente"),
    Lack.MILESTONE: gettext_lazy("Jalons d’assiduité"),
    Lack.UNPROVEN: gettext_lazy("Accessibilité de chaque ressource contrôlée"),
    Lack.INACCESSIBLE: gettext_lazy("Ressources accessibles, ou proposées sous une autre forme"),
    Lack.TRANSCRIPT: gettext_lazy("Transcription des vidéos"),
    Lack.UPDATE: gettext_lazy("Prochaine mise à jour planifiée"),
    Lack.FRAMEWORK: gettext_lazy("Version du cadre commun en vigueur"),
    Lack.RULE: gettext_lazy("Les huit rubriques des règles d’évaluation"),
    Lack.HOURS: gettext_lazy("Temps de travail estimé dans les bornes du consortium"),
    Lack.SUM: gettext_lazy("Durée annoncée égale à la somme des activités"),
    Lack.TASK: gettext_lazy("Tâche de l’évaluation certificative"),
    Lack.COMPETENCY: gettext_lazy("Au moins une compétence certifiée"),
    Lack.SUPERSEDED: gettext_lazy("Référentiel de compétences à jour"),
    Lack.STRAY: gettext_lazy("Chaque acquis au service d’une compétence du référentiel"),
    Lack.CRITERION: gettext_lazy("Chaque compétence évaluée par un critère"),
    Lack.LEVELS: gettext_lazy("Chaque critère décrit à tous les niveaux de l’échelle"),
    Lack.THRESHOLD: gettext_lazy("Un seuil pour chaque compétence"),
    Lack.NOT_TAUGHT: gettext_lazy("Chaque acquis servi par une activité"),
    Lack.NOT_JUDGED: gettext_lazy("Chaque acquis évalué par un critère"),
    Lack.AIMLESS: gettext_lazy("Chaque activité au service d’un acquis"),
    Lack.TARIFF: gettext_lazy("Au moins un tarif"),
}


# Beside the clause of the framework: the other texts that ask for the same.
OTHER_SOURCES: dict[Lack, tuple[Promise, ...]] = {
    Lack.FACT: (
        gettext_lazy("Code du travail, art. L. 6353-8"),
        gettext_lazy("Qualiopi, indicateur 1"),
    ),
    Lack.CLAIM: (gettext_lazy("Code du travail, art. L. 6353-8"),),
    Lack.TRAINER: (
        gettext_lazy("Code du travail, art. L. 6353-8"),
        gettext_lazy("Qualiopi, indicateur 17"),
    ),
    Lack.TASK: (gettext_lazy("Qualiopi, indicateur 11"),),
    Lack.COMPETENCY: (gettext_lazy("Qualiopi, indicateur 5"),),
    Lack.NOT_TAUGHT: (gettext_lazy("Qualiopi, indicateur 6"),),
    Lack.NOT_JUDGED: (gettext_lazy("Qualiopi, indicateur 6"),),
    Lack.TARIFF: (gettext_lazy("Code du travail, art. L. 6353-8"),),
    Lack.MILESTONE: (gettext_lazy("Code du travail, art. D. 6313-3-1"),),
    Lack.UNPROVEN: (gettext_lazy("Cahier des charges, accessibilité"), gettext_lazy("Qualiopi, indicateur 19")),
    Lack.INACCESSIBLE: (gettext_lazy("Cahier des charges, accessibilité"), gettext_lazy("RGAA 4.1, thématique 13")),
    Lack.TRANSCRIPT: (gettext_lazy("RGAA 4.1, critère 4.1"),),
    Lack.UPDATE: (gettext_lazy("Qualiopi, indicateur 1"),),
}


def words_of(gap: Gap) -> str:
    """The sentence that says what is missing and what to do."""
    labels = _LABELS.get(gap.lack, {})
    return str(GAP_WORDS[gap.lack]) % {"about": labels.get(gap.about, gap.about), **gap.figures}


_LABELS: dict[Lack, dict[str, Promise]] = {
    Lack.RULE: RULE_LABELS,
    Lack.PROCTORING: PROCTORING_LABELS,
    Lack.FACT: FACT_LABELS,
    Lack.CLAIM: FACT_LABELS,
}


def missing_item(gap: Gap) -> MissingItem:
    """The gap as a refusal, at its field, with its clause."""
    return MissingItem(words_of(gap), field=gap.about or str(gap.lack), clause=framework_clause(gap.clause))
