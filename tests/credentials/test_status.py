"""Suspend, reinstate, revoke: who may, what follows, and that everybody sees it at once."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from credseal.status import BitList, read_status_list
from credseal.verify import FindingCode
from microcert.consortium.models import Appointment, University
from microcert.consortium.roles import Role
from microcert.credentials import verification
from microcert.credentials.actions import current_list, reinstate, revoke, share, suspend
from microcert.credentials.errors import NotForYourUniversity, NotYourCredential, ReasonMissing, StatusForbids
from microcert.credentials.models import Credential, StatusList
from microcert.credentials.verification import judge
from microcert.foundation import clock, journal
from microcert.foundation.models import JournalEntry
from tests.cast import Cast


def standing(credential: Credential) -> str:
    found = judge(credential.badge.encode()).finding(FindingCode.IN_FORCE)
    assert found is not None
    return found.reason


def bit(credential: Credential, purpose: str) -> bool:
    listing = read_status_list(json.loads(current_list(credential.issuer, purpose).signed))
    return listing.bits.get(credential.status_index)


@pytest.mark.requirement("R093")
def test_a_revocation_shows_in_the_very_next_verification(credential: Credential, cast: Cast) -> None:
    assert standing(credential) == "in_force"
    revoke(credential, reason="Erreur matérielle", by=cast.helene)
    assert standing(credential) == "revoked" and bit(credential, "revocation")
    credential.refresh_from_db()
    assert (credential.status, credential.status_reason) == ("revoked", "Erreur matérielle")


def test_a_suspension_is_lifted_and_the_reason_forgotten(credential: Credential, cast: Cast) -> None:
    suspend(credential, reason="Recours en cours", by=cast.helene)
    assert standing(credential) == "suspended" and bit(credential, "suspension") and not bit(credential, "revocation")
    reinstate(credential, reason="Recours rejeté", by=cast.helene)
    assert standing(credential) == "in_force" and not bit(credential, "suspension")
    credential.refresh_from_db()
    assert credential.status_reason == ""


def test_a_suspended_credential_may_end_revoked(credential: Credential, cast: Cast) -> None:
    suspend(credential, reason="Procédure", by=cast.helene)
    revoke(credential, reason="Fraude établie", by=cast.helene)
    assert standing(credential) == "revoked" and not bit(credential, "suspension")


def test_a_revocation_is_final(credential: Credential, cast: Cast) -> None:
    revoke(credential, reason="Erreur matérielle", by=cast.helene)
    for act in (reinstate, suspend, revoke):
        with pytest.raises(StatusForbids, match="révoqué"):
            act(credential, reason="Encore", by=cast.helene)


@pytest.mark.parametrize("key", ["ines", "malik", "karim", "valerie", "agathe", "thierry", "odile", "malo"])
def test_nobody_but_the_issuers_representatives_changes_a_status(credential: Credential, cast: Cast, key: str) -> None:
    with pytest.raises(NotForYourUniversity):
        revoke(credential, reason="Pour voir", by=cast.people[key])
    assert standing(credential) == "in_force"


@pytest.mark.parametrize(
    ("role", "where", "may"),
    [
        (Role.QUALITY_LEAD, "hauterive", True),
        (Role.STEERING_COMMITTEE, None, True),
        (Role.QUALITY_LEAD, "broceliande", False),
        (Role.LEGAL_REPRESENTATIVE, "broceliande", False),
    ],
)
def test_quality_and_steering_may_where_they_are_appointed(
    credential: Credential, cast: Cast, role: Role, where: str | None, may: bool
) -> None:
    Appointment.objects.create(person=cast.malik, role=role, university=getattr(cast, where) if where else None)
    assert cast.malik.has_perm("credentials.change_status_of_credential", credential) is may


@pytest.mark.parametrize("reason", ["", "   ", "x" * 251])
def test_no_status_changes_without_a_reason(credential: Credential, cast: Cast, reason: str) -> None:
    with pytest.raises(ReasonMissing) as refused:
        suspend(credential, reason=reason, by=cast.helene)
    assert refused.value.field == "reason"


def test_the_journal_keeps_the_act_but_not_the_words(credential: Credential, cast: Cast) -> None:
    revoke(credential, reason="Usurpation par M. Untel", by=cast.helene)
    entry = JournalEntry.objects.get(verb="credentials.revoked")
    assert entry.actor == journal.key_of(cast.helene) and entry.facts == {"previous": "valid"}
    assert journal.verify().holds


def test_a_list_is_signed_anew_before_it_grows_stale_and_not_sooner(credential: Credential) -> None:
    first = current_list(credential.issuer, "revocation").signed
    assert current_list(credential.issuer, "revocation").signed == first
    with clock.moved_by(timedelta(days=30)):
        renewed = current_list(credential.issuer, "revocation")
        assert renewed.signed != first
        assert read_status_list(json.loads(renewed.signed)).is_fresh(clock.now())
        assert standing(credential) == "in_force"


def test_a_list_signed_while_a_busy_machine_still_reads_the_file_is_relied_upon(
    credential: Credential, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading a page starts a process, which took seconds once: the list was then younger than the moment of the judgement."""

    def signed_late(university: University, purpose: str) -> StatusList:
        with clock.moved_by(timedelta(seconds=10)):
            return current_list(university, purpose)

    monkeypatch.setattr(verification, "current_list", signed_late)
    with clock.moved_by(timedelta(days=30)):
        assert standing(credential) == "in_force"


def test_one_list_holds_enough_places_to_hide_each_holder(credential: Credential) -> None:
    listing = current_list(credential.issuer, "revocation")
    assert len(BitList(bits=bytes(listing.bits))) >= 131_072
    assert StatusList.objects.filter(university=credential.issuer).count() == 1


def test_the_lists_of_two_universities_are_their_own(credential: Credential, cast: Cast) -> None:
    from microcert.documents.custody import ensure_keys

    ensure_keys(cast.valmere)
    revoke(credential, reason="Erreur matérielle", by=cast.helene)
    other = read_status_list(json.loads(current_list(cast.valmere, "revocation").signed))
    assert not other.bits.get(credential.status_index)


@pytest.mark.requirement("R026")
def test_the_holder_alone_decides_whether_the_name_shows(credential: Credential, cast: Cast) -> None:
    assert not credential.is_name_public
    for stranger in (cast.malik, cast.helene):
        with pytest.raises(NotYourCredential):
            share(credential, is_name_public=True, by=stranger)
    assert share(credential, is_name_public=True, by=cast.ines).is_name_public
    share(credential, is_name_public=True, by=cast.ines)
    assert not share(credential, is_name_public=False, by=cast.ines).is_name_public
    verbs = list(JournalEntry.objects.filter(verb__contains="shared").order_by("number").values_list("verb", flat=True))
    assert verbs == ["credentials.shared", "credentials.unshared"]
