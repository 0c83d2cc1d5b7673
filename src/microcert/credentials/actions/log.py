"""The public log of awards: entered as each one is kept, signed as it grows, never shortened."""

from __future__ import annotations

import json
from datetime import timedelta

from credseal.keys import Ed25519Key
from credseal.log import Checkpoint, credential_entry
from microcert.credentials.errors import LogContradicted
from microcert.credentials.models import Credential, LogCheckpoint, LogEntry, LogHead, LogKey
from microcert.credentials.queries.log import latest_checkpoint, log_did, log_origin, log_tree
from microcert.documents.custody import open_secret, seal_secret
from microcert.foundation import clock
from microcert.foundation.action import action

PURPOSE = "log"


@action
def enter_in_log(credential: Credential) -> LogEntry:
    """Append an award, in the transaction that keeps it. The head is locked: entries stand in one order, without a gap."""
    entry = credential_entry(json.loads(credential.badge)).hex()
    head = LogHead.locked()
    made = LogEntry.objects.create(index=head.size, entry=entry, credential=credential)
    head.size += 1
    head.save(update_fields=["size"])
    return made


@action
def sign_checkpoint() -> LogCheckpoint | None:
    """Sign what the log holds now; the checkpoint that stands when nothing was added, None while it is empty. Safe to repeat.

    Raises `LogContradicted` when the entries no longer lead to the newest checkpoint: nothing is signed on top of that.
    """
    head = LogHead.locked()
    standing = latest_checkpoint()
    if head.size == (standing.size if standing else 0):
        return standing
    tree = log_tree()
    if len(tree) != head.size or (standing is not None and tree.root(standing.size).hex() != standing.root):
        raise LogContradicted
    signer, now = _log_signer(), clock.now()
    point = Checkpoint.sign(log_origin(), len(tree), tree.root(), time=now, signer=signer)
    return LogCheckpoint.objects.create(size=point.size, root=point.root.hex(), note=str(point), signed_at=point.time)


@action
def rotate_log_key() -> LogKey:
    """Make the log's next key; the present one signs no more, and what it signed goes on counting."""
    LogHead.locked()
    moment = clock.now().replace(microsecond=0)
    LogKey.objects.filter(valid_until=None).update(valid_until=moment + timedelta(seconds=1))
    count = LogKey.objects.filter(fragment__startswith=f"key-{moment.year}-").count()
    key = Ed25519Key.generate()
    return LogKey.objects.create(
        fragment=f"key-{moment.year}-{count + 1}",
        public=key.public.multibase,
        sealed_private=seal_secret(key.secret_seed, PURPOSE),
        valid_from=moment,
    )


def _log_signer() -> Ed25519Key:
    """The log's present key, made when first needed. Called under the lock of the head."""
    kept = LogKey.objects.filter(valid_until=None).first() or rotate_log_key()
    return Ed25519Key(open_secret(kept.sealed_private, PURPOSE), f"{log_did()}#{kept.fragment}")
