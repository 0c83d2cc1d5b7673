"""Sealed pages beside WeasyPrint + pyHanko, and all four seals of a batch in two processes: processor time counts."""

from __future__ import annotations

import argparse
import asyncio
import io
import json
import multiprocessing
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import escape
from itertools import count, cycle, islice
from pathlib import Path
from typing import Any
from uuid import UUID

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: E402
from pyhanko.sign import fields, signers  # noqa: E402
from tests.credseal.samples import DID, LIST, LOOK, make_world, record  # noqa: E402

from credseal import Alignment, AwardRecord, Desk, Format, StatusEntry  # noqa: E402
from credseal.desk import BADGE_FILE, EUROPEAN_FILE  # noqa: E402
from credseal.pdf.casting import qr_code  # noqa: E402
from credseal.pdf.seal import _KeyBehindProtocol  # noqa: E402

AT = datetime(2026, 12, 18, 10, 0, tzinfo=UTC)
FOUR = (Format.OB, Format.VC_JWT, Format.SDJWT, Format.EDC, Format.PDF)
PROCESSES = 2
_STYLE = """
@page { size: A4 landscape; margin: 15mm 18mm } body { font: 4mm sans-serif; color: #14272b }
h1 { font-size: 8.4mm } .holder { font-size: 13.5mm; font-weight: 700; color: #0b3b43 }
table { border-collapse: collapse; width: 150mm } td { border-bottom: .2mm solid #d3dbd7; padding: 1mm 0 }
.foot { display: flex; gap: 8mm } .foot svg { width: 25mm; height: 25mm }
"""


def processor_seconds() -> float:
    """What this process and its living children have had of the processor: others on this machine do not count."""
    own = time.process_time()
    for task in Path("/proc/self/task").iterdir():
        for child in (task / "children").read_text().split():
            own += int(Path(f"/proc/{child}/schedstat").read_text().split()[0]) / 1e9
    return own


def award() -> AwardRecord:
    """A realistic award: three competencies, each aligned, an identity with birth, results and workload."""
    base = record()
    alignments = [
        Alignment(
            uri=f"http://data.europa.eu/esco/skill/0000000{n}-0000-4000-8000-000000000000",
            label=label,
            framework="ESCO",
        )
        for n, label in enumerate(("évaluer les étudiants", "préparer le contenu de cours", "animer en ligne"))
    ]
    competencies = [
        replace(item, alignments=(alignment,)) for item, alignment in zip(base.competencies, alignments, strict=True)
    ]
    return replace(base, competencies=tuple(competencies), eqf_level=None)


def awards(base: AwardRecord) -> Iterator[tuple[AwardRecord, list[StatusEntry]]]:
    """One award after the other, each to another learner."""
    for rank in count():
        learner = replace(base.learner, subject_id=f"urn:uuid:{UUID(int=rank)}", family_name=f"O'Neill-Ÿ {rank}")
        number = f"MC-HTR-2026-{rank:06d}"
        changed = replace(
            base, credential_id=f"urn:uuid:{UUID(int=rank + 10**9)}", url=f"https://campus.example/v/{rank:08d}",
            number=number, learner=learner, issued_at=base.issued_at + timedelta(seconds=rank // 50),
        )  # fmt: skip
        yield changed, [StatusEntry(list_url=LIST, index=rank % 131_072)]


def rate(work: Callable[[Any], object], material: Iterable[Any], seconds: float, *, at_once: int = 20) -> float:
    """Calls a second of processor time."""
    items = cycle(material)
    done, start = 0, processor_seconds()
    while (spent := processor_seconds() - start) < seconds:
        for item in islice(items, at_once):
            work(item)
        done += at_once
    return done / spent


def figures(seconds: float, learners: int) -> dict[str, float]:
    """Milliseconds a sealed page with both credentials attached, ours and the peer's; learners a second in a batch."""
    world, base = make_world(), award()
    desk = Desk(signer=world.key, seal=world.seal, look=LOOK)
    items = list(islice(awards(base), 200))
    attached = {
        item.number: desk.issue(item, [Format.OB, Format.EDC], sealed_at=AT, status=status) for item, status in items
    }

    def page(item: tuple[AwardRecord, list[StatusEntry]]) -> None:
        desk.issue(item[0], [Format.PDF], sealed_at=AT, status=item[1])

    def peer_page(item: tuple[AwardRecord, list[StatusEntry]]) -> None:
        forms = attached[item[0].number]
        peer(item[0], {BADGE_FILE: forms[Format.OB], EUROPEAN_FILE: forms[Format.EDC]})

    peer = weasyprint_and_pyhanko(world.seal)
    # The badge and the European credential are made once for the peer; their cost is taken from our page as well.
    page(items[0])
    both = rate(lambda item: desk.issue(item[0], [Format.OB, Format.EDC], sealed_at=AT, status=item[1]), items, seconds)
    whole = max(rate(page, items, seconds) for _ in range(2))
    found = {
        "sealed_pdf_ms": 1_000 / whole,
        "sealed_pdf_alone_ms": 1_000 / whole - 1_000 / both,
        "peer_pdf_ms": 1_000 / rate(peer_page, items, seconds, at_once=2),
    }
    found["pdf_to_peer"] = found["peer_pdf_ms"] / found["sealed_pdf_alone_ms"]
    return found | batch(learners)


def weasyprint_and_pyhanko(seal: Any) -> Callable[[AwardRecord, dict[str, bytes]], bytes]:
    """The peer: the same page in HTML by WeasyPrint as PDF/A-3 with tags, sealed by pyHanko, both as their guides say."""
    try:
        import weasyprint
    except (ImportError, OSError) as error:
        sys.exit(f"The peer WeasyPrint cannot be used: {error}. It is in requirements-test.lock and needs Pango.")
    signer, sheet = _KeyBehindProtocol(seal), weasyprint.CSS(string=_STYLE)

    def made(item: AwardRecord, files: dict[str, bytes]) -> bytes:
        rows = "".join(f"<tr><td>{escape(c.title)}<td>{escape(c.level.label)}" for c in item.competencies)
        text = (
            f"<html lang=fr><title>{item.number}</title><body><p>{escape(item.issuer.name)} certifie que"
            f"<p class=holder>{escape(item.learner.full_name)}<p>a obtenu<h1>{escape(item.title)}</h1><table>{rows}</table>"
            f"<p>{item.workload_hours} h, {item.ects} ECTS, {item.assessment_type}, {item.participation}"
            f"<div class=foot>{qr_code(item.url).svg_inline(border=0)}<p><a href={item.url}>{item.url}</a><br>{item.number}</div>"
        )
        attachments = [weasyprint.Attachment(string=content, name=name) for name, content in files.items()]
        pdf = weasyprint.HTML(string=text).write_pdf(
            stylesheets=[sheet], attachments=attachments, pdf_variant="pdf/a-3a", pdf_tags=True
        )
        meta = signers.PdfSignatureMetadata(
            field_name="Cachet", md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES, certify=True
        )
        output = io.BytesIO()
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        asyncio.run(signers.PdfSigner(meta, signer).async_sign_pdf(writer, output=output))
        return output.getvalue()

    return made


def batch(learners: int) -> dict[str, float]:
    """All four seals (OB, vc+jwt and SD-JWT VC, EDC, PDF) for ``learners`` in two processes."""
    share = [range(first, learners, PROCESSES) for first in range(PROCESSES)]
    start = time.perf_counter()
    with multiprocessing.get_context("spawn").Pool(PROCESSES) as pool:
        spent = pool.map(_seal_all, share)
    passed = time.perf_counter() - start
    return {
        # The slower of the two processes, had each a processor of its own.
        "learners_per_second": learners / max(spent),
        "learners_per_second_by_the_clock": learners / passed,
    }


def _seal_all(ranks: range) -> float:
    """Processor seconds for these learners, first of all those of the process's start; nothing is kept."""
    world, base = make_world(), award()
    desk = Desk(signer=world.key, seal=world.seal, look=LOOK)
    for item, status in islice(awards(base), ranks.start, ranks.stop, ranks.step):
        forms = desk.issue(item, FOUR, sealed_at=AT, status=status)
        assert len(forms) == len(FOUR) and DID.encode() in forms[Format.OB]
    return time.process_time()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=1.0, help="of processor time for each figure")
    parser.add_argument("--learners", type=int, default=1_000, help="in the batch of all four seals")
    options = parser.parse_args()
    found = figures(options.seconds, options.learners)
    for name, value in found.items():
        print(f"{name:34} {value:12.2f}")
    print(json.dumps({"name": "credseal_forms", "unit": "as named", **{n: round(v, 3) for n, v in found.items()}}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
