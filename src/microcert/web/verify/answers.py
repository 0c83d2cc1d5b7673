"""Each question that a verification answers, in words: a credential may be authentic and revoked, or intact and of an
unknown issuer, and one green tick would hide it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from credseal.verify import Finding, FindingCode, State, Verification

Words = str | Promise


@dataclass(frozen=True)
class Answer:
    """One question, its short answer, and the sentence that explains it. `kind` is ok, wait, stop or none."""

    question: Words
    said: Words
    detail: str
    kind: str
    icon: str


_SEALER = re.compile(r"Common Name: ([^,]+)")
KINDS = {State.OK: "ok", State.WARN: "wait", State.FAIL: "stop", State.UNKNOWN: "wait"}
ICONS = {"ok": "check-circle-fill", "wait": "question-circle-fill", "stop": "x-octagon-fill"}
REASON_ICONS = {"revoked": "slash-circle-fill", "suspended": "pause-circle-fill"}

QUESTIONS: dict[FindingCode, Words] = {
    FindingCode.SIGNATURE: gettext_lazy("Le document a-t-il été modifié ?"),
    FindingCode.PDF_SEAL: gettext_lazy("Le cachet du PDF est-il intact ?"),
    FindingCode.PDF_CONTENT: gettext_lazy("La page va-t-elle avec les données signées ?"),
    FindingCode.IN_FORCE: gettext_lazy("Est-il toujours en vigueur ?"),
    FindingCode.ISSUER: gettext_lazy("L’organisme est-il reconnu ?"),
    FindingCode.STATUS_LIST: gettext_lazy("Le registre consulté est-il à jour ?"),
    FindingCode.CONTENT: gettext_lazy("Tout le contenu est-il signé ?"),
}
# A page and the data that it carries are two things: each has its own answer.
QUESTION_ON_DATA = gettext_lazy("Les données signées ont-elles été modifiées ?")
NOT_ANSWERED = gettext_lazy("Impossible à dire")
SHORT: dict[tuple[FindingCode, str], Words] = {
    (FindingCode.SIGNATURE, "intact"): gettext_lazy("Non, la signature est valide"),
    (FindingCode.SIGNATURE, "altered"): gettext_lazy("Oui, il a été modifié"),
    (FindingCode.SIGNATURE, "missing"): gettext_lazy("Il n’est pas signé"),
    (FindingCode.SIGNATURE, "key_not_in_use"): gettext_lazy("Signature irrecevable"),
    (FindingCode.SIGNATURE, "wrong_purpose"): gettext_lazy("Signature irrecevable"),
    (FindingCode.SIGNATURE, "expired"): gettext_lazy("Signature échue"),
    (FindingCode.ISSUER, "recognised"): gettext_lazy("Oui, membre du consortium"),
    (FindingCode.ISSUER, "unknown"): gettext_lazy("Non, il est inconnu ici"),
    (FindingCode.ISSUER, "impostor"): gettext_lazy("Non, la clé n’est pas la sienne"),
    (FindingCode.ISSUER, "not_named"): gettext_lazy("Non, il n’est pas nommé"),
    (FindingCode.IN_FORCE, "in_force"): gettext_lazy("Oui, il n’est pas révoqué"),
    (FindingCode.IN_FORCE, "revoked"): gettext_lazy("Non, il est révoqué"),
    (FindingCode.IN_FORCE, "suspended"): gettext_lazy("Non, il est suspendu"),
    (FindingCode.IN_FORCE, "superseded"): gettext_lazy("Non, il est remplacé"),
    (FindingCode.IN_FORCE, "expired"): gettext_lazy("Non, il est échu"),
    (FindingCode.IN_FORCE, "not_yet_valid"): gettext_lazy("Pas encore"),
    (FindingCode.STATUS_LIST, "fresh"): gettext_lazy("Oui, lu à l’instant"),
    (FindingCode.STATUS_LIST, "none"): gettext_lazy("Aucun registre indiqué"),
    (FindingCode.STATUS_LIST, "stale"): gettext_lazy("Non, il est périmé"),
    (FindingCode.STATUS_LIST, "invalid"): gettext_lazy("Non, il n’est pas fiable"),
    (FindingCode.CONTENT, "valid"): gettext_lazy("Oui, rien n’échappe à la signature"),
    (FindingCode.CONTENT, "lossless"): gettext_lazy("Oui, rien n’échappe à la signature"),
    (FindingCode.CONTENT, "data_loss"): gettext_lazy("Non, une partie ne l’est pas"),
    (FindingCode.CONTENT, "schema"): gettext_lazy("Oui, mais le format est fautif"),
    (FindingCode.CONTENT, "disclosed"): gettext_lazy("Oui, tout ce qui est montré"),
    (FindingCode.CONTENT, "holder_mismatch"): gettext_lazy("La preuve de détention est fausse"),
    (FindingCode.CONTENT, "jwt_profile"): gettext_lazy("Oui, mais le format est fautif"),
    (FindingCode.CONTENT, "foreign_terms"): gettext_lazy("Oui, avec des termes inconnus"),
    (FindingCode.CONTENT, "malformed"): gettext_lazy("Le format est fautif"),
    (FindingCode.PDF_SEAL, "sealed"): gettext_lazy("Oui, intact et reconnu"),
    (FindingCode.PDF_SEAL, "absent"): gettext_lazy("Il n’y a pas de cachet"),
    (FindingCode.PDF_SEAL, "altered"): gettext_lazy("Non, le PDF a été modifié"),
    (FindingCode.PDF_SEAL, "untrusted"): gettext_lazy("Intact, mais inconnu ici"),
    (FindingCode.PDF_CONTENT, "matches"): gettext_lazy("Oui"),
    (FindingCode.PDF_CONTENT, "differs"): gettext_lazy("Non, elles diffèrent"),
}


ORDER = (
    FindingCode.SIGNATURE,
    FindingCode.IN_FORCE,
    FindingCode.ISSUER,
    None,
    FindingCode.STATUS_LIST,
    FindingCode.CONTENT,
    FindingCode.PDF_SEAL,
    FindingCode.PDF_CONTENT,
)


def answers_to(verification: Verification, dates: Answer) -> list[Answer]:
    """Every question that the file raises, in the reader's order, with the one about its dates among them."""
    answered = []
    for code in ORDER:
        if code is None:
            answered.append(dates)
        elif finding := verification.finding(code):
            answered.append(_answer(finding, verification))
    signature = verification.finding(FindingCode.SIGNATURE)
    if signature is None or signature.state is State.OK:
        return answered
    # What an unproven document says of itself must not shine in green: only the answers that trouble are kept.
    questions = {QUESTIONS[code] for code in (FindingCode.SIGNATURE, FindingCode.PDF_SEAL, FindingCode.PDF_CONTENT)}
    kept = {*questions, QUESTION_ON_DATA}
    return [answer if answer.question in kept or answer.kind != "ok" else _pointless(answer) for answer in answered]


def _answer(finding: Finding, verification: Verification) -> Answer:
    kind = KINDS[finding.state]
    icon = REASON_ICONS.get(finding.reason, ICONS[kind])
    said = SHORT.get((finding.code, finding.reason), NOT_ANSWERED)
    question = QUESTIONS[finding.code]
    if finding.code is FindingCode.SIGNATURE and verification.kind == "pdf":
        question = QUESTION_ON_DATA
    return Answer(question, said, _detail(finding, verification), kind, icon)


def _detail(finding: Finding, verification: Verification) -> str:
    if finding.code is FindingCode.ISSUER and finding.state is State.OK and verification.issuer is not None:
        said = _("%(name)s figure dans la liste des universités du consortium.") % {"name": verification.issuer.name}
        if not verification.co_signers:
            return said
        others = ", ".join(signer.name for signer in verification.co_signers)
        return f"{said} " + _("Signé aussi par %(names)s, qui délivre avec elle.") % {"names": others}
    sealers = _SEALER.findall(finding.detail) if finding.reason == "sealed" else []
    if len(sealers) > 1:
        return _("Chaque organisme y a mis son cachet : %(names)s.") % {"names": ", ".join(sealers)}
    return sentence(finding)


def _pointless(answer: Answer) -> Answer:
    if answer.question == QUESTIONS[FindingCode.ISSUER]:
        said = _("Il est nommé, sans plus")
        detail = _("L’organisme nommé est membre du consortium, mais rien ne prouve que ce document vient de lui.")
    else:
        said = _("Sans objet")
        detail = _("La réponse n’aurait de sens que pour un document authentique.")
    return Answer(answer.question, said, detail, "none", "dash-circle-fill")


def sentence(finding: Finding) -> str:
    """The finding in the reader's language."""
    return finding.french if _is_french() else finding.english


def advice_on(verification: Verification) -> list[str]:
    """What to do, each advice once; a question that is answered well gives none."""
    given = (finding.advice_french if _is_french() else finding.advice_english for finding in verification.findings)
    return list(dict.fromkeys(advice for advice in given if advice))


def _is_french() -> bool:
    return (get_language() or "fr").startswith("fr")


def answer_on_dates(issued: str, until: str, reason: str) -> Answer:
    """Whether the dates make sense, from dates already written out (empty when the document gives none)."""
    question = _("La date est-elle cohérente ?")
    if not issued:
        return Answer(
            question, NOT_ANSWERED, _("Le document ne dit pas quand il a été délivré."), "wait", ICONS["wait"]
        )
    told = _("Délivré le %(date)s.") % {"date": issued}
    if reason == "expired":
        return Answer(
            question,
            _("L’échéance est passée"),
            f"{told} " + _("Valable jusqu’au %(date)s.") % {"date": until},
            "stop",
            ICONS["stop"],
        )
    if reason == "not_yet_valid":
        return Answer(question, _("La date est à venir"), told, "wait", ICONS["wait"])
    if until:
        return Answer(
            question, _("Oui"), f"{told} " + _("Valable jusqu’au %(date)s.") % {"date": until}, "ok", ICONS["ok"]
        )
    return Answer(question, _("Oui, et sans échéance"), f"{told} " + _("Validité illimitée."), "ok", ICONS["ok"])
