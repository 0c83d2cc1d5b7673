from __future__ import annotations

import pytest

from microcert.consortium.errors import BadFiles
from microcert.production import actions
from microcert.production.mapfile import read_map
from microcert.production.models import Need

HEAD = "code;domaine;competence;metiers;transition;priorite;source;date\n"
GOOD = "N1;Concevoir;Évaluer à distance;Formateurs;digital;4;Enquête;2026-03-14\n"


@pytest.mark.django_db
def test_a_map_is_read_written_and_brought_up_to_date():
    done = actions.import_map(read_map((HEAD + GOOD).encode("utf-8-sig")), by=None)
    assert (done.new, done.changed) == (1, 0)
    again = actions.import_map(read_map((HEAD + GOOD).encode()), by=None)
    assert (again.new, again.changed) == (0, 0)
    other = (HEAD + GOOD.replace(";4;", ";2;").replace("2026-03-14", "14/03/2026")).replace(";", ",").encode()
    assert actions.import_map(read_map(other), by=None).changed == 1
    assert Need.objects.get().priority == 2


def test_every_problem_comes_at_once_with_its_line():
    wrong = (
        HEAD + GOOD + GOOD + "N2;;Titre;Métier;lunar;9;Source;hier\n\n" + f"N3;D;{'x' * 300};M;digital;1;S;2026-01-01\n"
    )
    with pytest.raises(BadFiles) as refused:
        read_map(wrong.encode())
    places = [str(problem) for problem in refused.value.problems]
    assert len(places) == 6, places
    for words in ("ligne 4, domaine", "ligne 4, transition", "ligne 4, priorite", "ligne 4, date", "N1", "competence"):
        assert any(words in place for place in places), words


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe\x00", HEAD.encode(), b"code;domaine\nN1;x\n", b"x" * 1_000_001, (HEAD + '"N1;x').encode()],
    ids=["empty", "not utf-8", "no row", "columns missing", "too large", "quote left open"],
)
def test_a_file_that_is_no_map_is_refused_in_words(content):
    with pytest.raises(BadFiles):
        read_map(content)
