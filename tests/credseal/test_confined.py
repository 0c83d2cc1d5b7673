"""Documents of strangers are canonicalised by a child that may be killed: never more than 2 s, never more than 200 MB."""

from __future__ import annotations

import json
import os
import resource
import signal
import zlib
from concurrent.futures import ThreadPoolExecutor
from time import monotonic, process_time
from typing import Any

import pytest

from credseal.children import within
from credseal.compiled import Memory
from credseal.errors import DocumentError, LimitError, UnknownContextError
from credseal.jsonld import canonicalize, confined
from credseal.jsonld.confined import Allowance, canonicalize_confined
from credseal.verify import families

from .samples import World
from .test_verify import judge

Badge = dict[str, Any]


def child() -> Any:
    return confined._CHILDREN._idle[-1]


def test_the_child_gives_the_same_form(badge: Badge) -> None:
    unsecured = {name: value for name, value in badge.items() if name != "proof"}
    assert canonicalize_confined([unsecured, unsecured]) == [canonicalize(unsecured)] * 2


def test_the_same_errors_come_out(badge: Badge) -> None:
    with pytest.raises(UnknownContextError) as caught:
        canonicalize_confined([badge | {"@context": ["https://attacker.example/context.json"]}])
    assert caught.value.address == "https://attacker.example/context.json"
    with pytest.raises(DocumentError):
        canonicalize_confined([badge | {"@context": [7]}])
    with pytest.raises(LimitError):
        canonicalize_confined([badge | {"evidence": [{"@context": {}}] * 200}])


def test_a_child_that_takes_too_long_is_killed_and_replaced(badge: Badge) -> None:
    canonicalize_confined([])
    stuck = child()
    os.kill(stuck._process.pid, signal.SIGSTOP)
    started = monotonic()
    with pytest.raises(LimitError):
        canonicalize_confined([badge] * 20, seconds=0.2)
    assert monotonic() - started < 1.5
    assert stuck._process.poll() is not None
    assert len(canonicalize_confined([badge])) == 1


def test_a_child_that_dies_gives_a_named_error(badge: Badge) -> None:
    canonicalize_confined([])
    dying = child()
    dying._process.kill()
    dying._process.wait()
    with pytest.raises(LimitError):
        canonicalize_confined([badge])
    assert len(canonicalize_confined([badge])) == 1


def test_the_child_may_not_grow() -> None:
    canonicalize_confined([])
    limit, _ = resource.prlimit(child()._process.pid, resource.RLIMIT_DATA)
    assert 0 < limit <= 200_000_000
    huge = {"@context": {"x": "urn:x"}, "x": ["a" * 1_000_000] * 60}
    with pytest.raises(LimitError):
        canonicalize_confined([huge] * 4, seconds=10)


def test_one_document_has_one_allowance(badge: Badge) -> None:
    spent = Allowance(seconds=0)
    with pytest.raises(LimitError):
        spent.canonicalize([badge])


def test_several_threads_do_not_wait_for_each_other(badge: Badge) -> None:
    with ThreadPoolExecutor(4) as threads:
        forms = list(threads.map(lambda rank: canonicalize_confined([badge | {"id": f"urn:x:{rank}"}])[0], range(12)))
    assert all(f"<urn:x:{rank}>" in form for rank, form in enumerate(forms))


def test_a_verification_that_cannot_end_says_so(world: World, badge: Badge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confined._CHILDREN.__class__, "ask", _refuse)
    monkeypatch.setattr(families, "_families", Memory(1))  # else a known family would need no child
    result = judge(world, badge)
    finding = result.findings[0]
    assert (finding.reason, "LIMIT_EXCEEDED" in finding.detail) == ("not_checked", True)
    assert not result.ok
    assert json.dumps(result.to_json())


def _refuse(*arguments: Any, **options: Any) -> Any:
    raise LimitError("the document takes too long to be read")


def test_all_that_is_asked_inside_counts_together(badge: Badge) -> None:
    with within(0.02), pytest.raises(LimitError):
        for _ in range(1_000):
            canonicalize_confined([badge])
    assert canonicalize_confined([]) == []


def test_a_child_that_works_too_long_ends_itself(badge: Badge) -> None:
    subjects = [{"id": f"urn:x:{rank}", "type": "https://example.org/Type"} for rank in range(3_000)]
    with pytest.raises(LimitError):
        canonicalize_confined([badge | {"credentialSubject": subjects}] * 20, seconds=0.05)
    assert len(canonicalize_confined([badge])) == 1


def pdf(*objects: bytes) -> bytes:
    """A PDF of these objects, the first of them its catalogue."""
    content, places = b"%PDF-1.7\n", []
    for number, item in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, item)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(content)
    content += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    return content + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)


BOMB = zlib.compress(b"\0" * 300_000_000, 9)
PAGES = (b"<</Type/Pages/Kids[3 0 R]/Count 1>>", b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>")
FILE = b"<</Type/Filespec/F(a.json)/UF(a.json)/EF<</F 5 0 R>>>>"
PACKED = b"/Length %d>>stream\n%s\nendstream" % (len(BOMB), BOMB)
CATALOGUE = b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(a.json) 4 0 R]>>>>%s>>"
HOSTILE_PDFS = {
    "attached bomb": pdf(CATALOGUE % b"", *PAGES, FILE, b"<</Type/EmbeddedFile/Filter/FlateDecode" + PACKED),
    "twice packed": pdf(
        CATALOGUE % b"", *PAGES, FILE, b"<</Type/EmbeddedFile/Filter[/FlateDecode/FlateDecode]" + PACKED
    ),
    "index of objects": b"%PDF-1.7\n1 0 obj\n<</Type/XRef/Size 99999999/W[1 2 1]/Root 2 0 R/Filter/FlateDecode"
    + PACKED
    + b"\nendobj\nstartxref\n9\n%%EOF",
    "packed objects": pdf(CATALOGUE % b"", *PAGES, FILE, b"<</Type/ObjStm/N 9999/First 9/Filter/FlateDecode" + PACKED),
    "loop": pdf(CATALOGUE % b"/AcroForm<</Fields[4 0 R]>>", *PAGES, b"<</Kids[4 0 R 4 0 R]/Parent 4 0 R>>"),
    "junk": b"%PDF-1.7\n" + b"1 0 obj<<>>endobj\n" * 200_000,
}


@pytest.mark.parametrize("content", HOSTILE_PDFS.values(), ids=HOSTILE_PDFS.keys())
def test_a_hostile_pdf_costs_neither_time_nor_memory(content: bytes, world: World) -> None:
    judge(world, b"%PDF-1.7 warms the child up")
    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, process_time()
    result = judge(world, content)
    assert process_time() - started < 0.5  # ours; that of the child is counted by its own timer
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000
    assert not result.ok
    assert result.findings[0].reason in ("unreadable", "too_large", "not_a_credential")
