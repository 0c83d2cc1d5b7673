from __future__ import annotations

from microcert.consortium.models import University
from microcert.documents.custody import rotate_key
from microcert.documents.models import IssuerKey
from microcert.foundation import journal
from microcert.foundation.action import action
from microcert.people.models import User


@action
def rotate_issuer_key(university: University, *, use: str, by: User | None) -> IssuerKey:
    """Give a university its next key. Nothing signed with the one before loses its value."""
    University.objects.select_for_update(of=("self",)).get(pk=university.pk)
    key = rotate_key(university, use)
    journal.write("credentials.key_rotated", university, by=by, use=use, key=key.fragment)
    return key
