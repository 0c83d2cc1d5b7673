"""The Commission's shapes and its own sample judge our European Digital Credentials."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from credseal import (
    Alignment,
    AwardingBody,
    AwardRecord,
    Competency,
    Learner,
    MasteryLevel,
    StatusEntry,
    StatusSnapshot,
    TrustList,
    verify,
)
from credseal.edc import european_credential, issue_european_credential, judge_jades
from tests.credseal.samples import DID, INDEX, LIST, NOW, PICTURE, body, make_world, record

from .peers import ask
from .shapes import FOLDER, violations

pytestmark = pytest.mark.interop

SEALED_SAMPLE = (FOLDER / "Sample-MC-Annex1-signed.jsonld").read_bytes()
SAMPLE: dict[str, Any] = json.loads(json.loads(SEALED_SAMPLE)["payload"])
BRUSSELS = timezone(timedelta(hours=2))
SECOND_BODY = body(
    did="did:web:lys.example", name="Université de Lys", country_code="BE", country="Belgique", region=None,
    legal_identifier="0123.456.789",
)  # fmt: skip
ABSENT: dict[str, Any] = {
    "ects": None, "eqf_level": None, "prerequisites": None, "supervision": None, "identity_verification": None,
    "stackability": None, "jury_date": None, "further_information": None,
}  # fmt: skip
PRESENT: dict[str, Any] = {
    "prerequisites": "Savoir lire un référentiel.", "further_information": "Deux lignes\nde plus.",
    "expires_at": datetime(2030, 1, 1, tzinfo=UTC), "supersedes": "urn:uuid:00000000-0000-4000-8000-000000000002",
    "bodies": (body(), SECOND_BODY),
}  # fmt: skip
PAIRS = [dict(pair) for pair in itertools.combinations((ABSENT | PRESENT).items(), 2)]


@pytest.mark.parametrize("changes", [{}, ABSENT, PRESENT, *PAIRS[::6]], ids=lambda item: "-".join(item) or "sample")
def test_every_combination_keeps_to_the_shapes(changes: dict[str, Any]) -> None:
    status = [StatusEntry(list_url=LIST, index=INDEX)]
    assert violations(european_credential(record(**changes), PICTURE, status=status)) == ""


def test_the_shapes_do_see_a_fault() -> None:
    credential = european_credential(record(), PICTURE)
    del credential["displayParameter"]
    assert "elm:displayParameter" in violations(credential)


def test_the_commission_s_sealed_sample_is_intact_and_its_issuer_unknown_to_us() -> None:
    result = verify(SEALED_SAMPLE, issuers=TrustList.of([]), status=StatusSnapshot.of(), now=NOW)
    assert {item.code.value: item.reason for item in result.findings} == {
        "signature": "intact", "issuer": "unknown", "in_force": "in_force", "status_list": "none",
        "content": "lossless",
    }  # fmt: skip
    judgement = judge_jades(json.loads(SEALED_SAMPLE), [])
    assert [(stamp.kind, stamp.matches) for stamp in judgement.stamps] == [("adoTst", True), ("sigTst", True)]
    assert judgement.seals[0].signed_at == datetime(2023, 9, 27, 11, 54, 17, tzinfo=UTC)


def test_the_commission_s_sealed_sample_with_one_letter_changed_is_not() -> None:
    changed = SEALED_SAMPLE.replace(b"Ana Andromeda", b"Ann Andromeda")
    assert changed != SEALED_SAMPLE
    result = verify(changed, issuers=TrustList.of([]), status=StatusSnapshot.of(), now=NOW)
    assert result.findings[0].reason == "altered"


def test_npm_jose_accepts_our_seal_and_refuses_it_altered() -> None:
    world = make_world()
    sealed = json.loads(issue_european_credential(record(), world.seal, PICTURE, sealed_at=NOW))
    altered = sealed | {"payload": sealed["payload"].replace("Maîtrisé", "Acquis")}
    job = {"task": "jades", "certificate": world.seal.certificate.decode()}
    good, bad = ask([job | {"document": document} for document in (sealed, altered)], script="tokens.mjs")
    assert good["verified"]
    assert good["header"]["crit"] == ["b64", "sigT"]
    assert bad["verified"] is False


# --- the Commission's sample, issued again from a record ---------------------------------------------------------


def at(document: Any, path: str) -> Any:
    """The value at ``a.b.0.c``; ``*`` gathers the rest of the path from every member of a list or lone member."""
    steps = path.split(".")
    for rank, step in enumerate(steps):
        if step == "*":
            members = document if isinstance(document, list) else [document]
            return [at(member, ".".join(steps[rank + 1 :])) for member in members]
        document = document[int(step)] if isinstance(document, list) else document[step]
    return document


CLAIM = "credentialSubject.hasClaim"
SPEC = f"{CLAIM}.specifiedBy"
ORG = f"{CLAIM}.awardedBy.awardingBody"


def skills(outcome: dict[str, Any]) -> Iterator[Alignment]:
    for name, framework in (("relatedESCOSkill", "ESCO"), ("relatedSkill", "DigComp")):
        found = outcome.get(name, [])
        for item in found if isinstance(found, list) else [found]:
            yield Alignment(uri=item["id"], label=item["prefLabel"]["en"], framework=framework)


def sample_record() -> AwardRecord:
    """What the sample says, as an AwardRecord. What the record has no field for is ``further_information``."""
    person, claim, spec = SAMPLE["credentialSubject"], at(SAMPLE, CLAIM), at(SAMPLE, SPEC)
    organisation, activity = at(SAMPLE, ORG), claim["influencedBy"]
    assessment = claim["provenBy"]
    supervised, _, identified = assessment["idVerification"]["prefLabel"]["en"].partition(" ")
    return AwardRecord(
        credential_id="urn:uuid:" + SAMPLE["id"].rpartition(":")[2],
        url="https://uniz.edu/credentials/C012",
        number=SAMPLE["identifier"]["notation"],
        learner=Learner(
            subject_id="urn:uuid:0c0ffee0-0000-4000-8000-000000000001",
            given_names=person["givenName"]["en"],
            family_name=person["familyName"]["en"],
            birth_date=datetime.fromisoformat(person["dateOfBirth"]).astimezone(BRUSSELS).date(),
        ),
        title=claim["title"]["en"],
        description=SAMPLE["displayParameter"]["description"]["en"],
        achievement_id="https://uniz.edu/micro-credentials/creation",
        bodies=(
            AwardingBody(
                name=organisation["legalName"]["en"], url=organisation["homepage"]["contentURL"],
                did="did:web:uniz.edu", representative_name="The Registrar", representative_title="Registrar",
                country_code="IE", country=organisation["location"]["address"]["countryCode"]["prefLabel"]["en"],
                region=organisation["location"]["spatialCode"]["prefLabel"]["en"],
                legal_identifier=organisation["registration"]["notation"],
            ),
        ),
        issued_at=datetime.fromisoformat(SAMPLE["validFrom"]),
        competencies=tuple(
            Competency(
                code=f"C{rank}", title=item["title"]["en"], statement=item["title"]["en"],
                level=MasteryLevel(rank=1, label=assessment["grade"]["noteLiteral"]["en"]),
                alignments=tuple(skills(item)),
            )
            for rank, item in enumerate(spec["learningOutcome"], 1)
        ),
        outcomes=tuple(item["title"]["en"] for item in spec["learningOutcome"]),
        workload_hours=Decimal(spec["volumeOfLearning"].strip("PTH")),
        ects=spec["creditPoint"]["point"],
        eqf_level=int(spec["eqfLevel"]["id"].rpartition("/")[2]),
        assessment_type=assessment["specifiedBy"]["dcType"]["prefLabel"]["en"],
        participation=spec["mode"]["prefLabel"]["en"],
        quality_assurance="Not stated by the sample.",
        pedagogical_expert=activity["directedBy"]["legalName"]["en"],
        framework_version="Annex I of the Council Recommendation",
        prerequisites=spec["entryRequirement"]["noteLiteral"]["en"],
        supervision=supervised, identity_verification=identified,
        further_information="\n".join(further(SAMPLE)),
        language="en",
    )  # fmt: skip


def further(sample: dict[str, Any]) -> Iterator[str]:
    """What the annex does not ask for, in words."""
    person, claim, spec = sample["credentialSubject"], at(sample, CLAIM), at(sample, SPEC)
    organisation, activity, assessment = at(sample, ORG), claim["influencedBy"], claim["provenBy"]
    yield f"National identifier: {person['nationalID']['notation']}"
    yield f"Contact: {person['contactPoint']['emailAddress']['id']}"
    yield f"Also called {organisation['altLabel']['en']}, VAT {organisation['vatIdentifier']['notation']}"
    yield f"Address: {organisation['location']['address']['fullAddress']['noteLiteral']['en']}"
    yield f"Member of {organisation['groupMemberOf']['prefLabel']['en']}: {organisation['identifier']['notation']}"
    yield f"National level: {spec['nqfLevel']['prefLabel']['en']}; {spec['learningSetting']['prefLabel']['en']}"
    yield f"Themes: {'; '.join(item['prefLabel']['en'] for item in spec['thematicArea'])}"
    yield f"Kind: {spec['dcType']['prefLabel']['en']}, at most {spec['maximumDuration']}"
    yield f"Reuse: {spec['learningOutcome'][1]['reusabilityLevel']['prefLabel']['en']}"
    yield f"{spec['learningOutcome'][1]['title']['es']} (es)"
    yield f"Activity: {activity['title']['en']} ({activity['specifiedBy']['dcType']['prefLabel']['en']})"
    yield f"{activity['description']['en']}"
    yield f"{activity['temporal']['startDate']} to {activity['temporal']['endDate']}"
    yield f"Assessment: {assessment['title']['en']} ({assessment['specifiedBy']['mode']['prefLabel']['en']})"
    scheme = assessment["specifiedBy"]["gradingScheme"]
    yield f"{scheme['title']['en']}: {scheme['description']['en']}"


# element of the annex: where the sample has it, where ours has it
ANNEX = {
    "learner: given name": ("credentialSubject.givenName.en", "credentialSubject.givenName.en"),
    "learner: family name": ("credentialSubject.familyName.en", "credentialSubject.familyName.en"),
    "learner: full name": ("credentialSubject.fullName.en", "credentialSubject.fullName.en"),
    "title": (f"{CLAIM}.title.en", f"{CLAIM}.title.en"),
    "title of the qualification": (f"{SPEC}.title.en", f"{SPEC}.title.en"),
    "country of the issuer": (f"{ORG}.location.address.countryCode.id", f"{ORG}.0.location.address.countryCode.id"),
    "region of the issuer": (f"{ORG}.location.spatialCode.prefLabel.en", f"{ORG}.0.location.geographicName.en"),
    "awarding body": (f"{ORG}.legalName.en", f"{ORG}.0.legalName.en"),
    "awarding body: register": (f"{ORG}.registration.notation", f"{ORG}.0.eIDASIdentifier.notation"),
    "awarding body: page": (f"{ORG}.homepage.contentURL", f"{ORG}.0.homepage.contentURL"),
    "issuer": (f"{ORG}.legalName.en", "issuer.legalName.en"),
    "number": ("identifier.notation", "identifier.0.notation"),
    "date of the award": ("validFrom", f"{CLAIM}.awardedBy.awardingDate"),
    "valid from": ("validFrom", "validFrom"),
    "learning outcomes": (f"{SPEC}.learningOutcome.*.title.en", f"{SPEC}.learningOutcome.*.title.en"),
    "outcome 1: ESCO": (f"{SPEC}.learningOutcome.0.relatedESCOSkill.*.id", f"{SPEC}.learningOutcome.0.relatedESCOSkill.*.id"),
    "outcome 2: ESCO": (f"{SPEC}.learningOutcome.1.relatedESCOSkill.*.id", f"{SPEC}.learningOutcome.1.relatedESCOSkill.*.id"),
    "outcome 2: ESCO label": (
        f"{SPEC}.learningOutcome.1.relatedESCOSkill.*.prefLabel.en", f"{SPEC}.learningOutcome.1.relatedESCOSkill.*.prefLabel.en",
    ),
    "outcome 2: DigComp": (f"{SPEC}.learningOutcome.1.relatedSkill.*.id", f"{SPEC}.learningOutcome.1.relatedSkill.*.id"),
    "workload": (f"{SPEC}.volumeOfLearning", f"{SPEC}.volumeOfLearning"),
    "ECTS": (f"{SPEC}.creditPoint.point", f"{SPEC}.creditPoint.point"),
    "ECTS: framework": (f"{SPEC}.creditPoint.framework.id", f"{SPEC}.creditPoint.framework.id"),
    "EQF level": (f"{SPEC}.eqfLevel.id", f"{SPEC}.eqfLevel.id"),
    "type of assessment": (f"{CLAIM}.provenBy.specifiedBy.dcType.prefLabel.en", f"{CLAIM}.provenBy.specifiedBy.dcType.prefLabel.en"),
    "participation": (f"{CLAIM}.influencedBy.specifiedBy.mode.id", f"{CLAIM}.influencedBy.specifiedBy.mode.id"),
    "participation in the qualification": (f"{SPEC}.mode.id", f"{SPEC}.mode.id"),
    "prerequisites": (f"{SPEC}.entryRequirement.noteLiteral.en", f"{SPEC}.entryRequirement.noteLiteral.en"),
    "supervision and identity": (f"{CLAIM}.provenBy.idVerification.id", f"{CLAIM}.provenBy.idVerification.id"),
    "language": (f"{SPEC}.language.id", f"{SPEC}.language.id"),
    "profile": ("credentialProfiles.id", "credentialProfiles.id"),
    "schema": ("credentialSchema.id", "credentialSchema.id"),
}  # fmt: skip


@pytest.fixture(scope="module")
def again() -> dict[str, Any]:
    return european_credential(sample_record(), PICTURE, issued=datetime.fromisoformat(SAMPLE["issued"]))


@pytest.mark.parametrize("element", ANNEX)
def test_each_element_of_the_annex_is_where_the_sample_has_it(element: str, again: dict[str, Any]) -> None:
    theirs, ours = ANNEX[element]
    assert at(again, ours) == at(SAMPLE, theirs)


def test_dates_and_grade_mean_the_same(again: dict[str, Any]) -> None:
    born = datetime.fromisoformat(SAMPLE["credentialSubject"]["dateOfBirth"]).astimezone(BRUSSELS)
    assert at(again, "credentialSubject.dateOfBirth")[:10] == born.date().isoformat()
    assert datetime.fromisoformat(again["issued"]) == datetime.fromisoformat(SAMPLE["issued"])
    assert at(again, f"{CLAIM}.provenBy.hasPart.*.grade.noteLiteral.en") == ["Pass", "Pass"]


def test_no_word_of_the_sample_is_lost(again: dict[str, Any]) -> None:
    """Every text that a person would read in the sample stands somewhere in ours."""
    ours = json.dumps(again, ensure_ascii=False)
    technical = {
        "English": "language", "Generic": "profile", "base64": "encoding", "PNG": "media", "JPEG": "media",
        "Level 6": "ours names the framework too", "Italy": "country of the national identifier",
        "Belgium": "country of the course provider", "Spain": "country of the seal", "EDC Support Team": "short name",
        "Micro-Credential": "title of the display, ours adds the award's",
    }  # fmt: skip
    # Its issuer and evidence describe the test seal under a mandate of the awarding body, not the award.
    award = {name: value for name, value in SAMPLE.items() if name not in ("issuer", "evidence")}
    lost = {text for text in words_of(award) if json.dumps(text, ensure_ascii=False)[1:-1] not in ours}
    assert lost - set(technical) == set()


def words_of(value: Any) -> Iterator[str]:
    members = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for member in members:
        yield from words_of(member)
    if isinstance(value, dict):
        for language in ("en", "es"):
            if isinstance(value.get(language), str):
                yield value[language]


def test_the_sample_issued_again_keeps_to_the_shapes_and_verifies(again: dict[str, Any]) -> None:
    assert violations(again) == ""
    world = make_world()
    sealed = issue_european_credential(record(), world.seal, PICTURE, sealed_at=NOW)
    judgement = judge_jades(json.loads(sealed), world.trust.seal_roots)
    assert (judgement.intact, judgement.trusted_for(DID), judgement.seals[0].dids) == (True, True, (DID,))
