from __future__ import annotations

from microcert.credentials.errors import NotYourCredential
from microcert.credentials.models import Credential
from microcert.foundation import journal
from microcert.foundation.action import action
from microcert.people.models import User


@action
def share(credential: Credential, *, is_name_public: bool, by: User) -> Credential:
    """The holder decides whether the public page shows their name and offers their files; they may change their mind."""
    credential = Credential.objects.select_for_update(of=("self",)).select_related("file").get(pk=credential.pk)
    if not by.has_perm("credentials.share_credential", credential):
        raise NotYourCredential
    if credential.is_name_public != is_name_public:
        credential.is_name_public = is_name_public
        credential.save(update_fields=["is_name_public"])
        journal.write("credentials.shared" if is_name_public else "credentials.unshared", credential, by=by)
    return credential
