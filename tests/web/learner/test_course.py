from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from microcert.foundation import clock
from microcert.foundation.models import ClockShift
from microcert.learning.queries import progress


@pytest.fixture
def file(cast):
    file = cast.learner_file()
    ClockShift.move(timedelta(days=(file.session.starts_on - clock.today()).days))
    return file


@pytest.fixture
def ines(client, cast):
    client.force_login(cast.ines)
    return client


def pages(file):
    return [reverse("course", args=[file.pk])] + [
        reverse("activity", args=[file.pk, activity.pk])
        for activity in file.session.version.activities.exclude(kind="assessment")
    ]


def test_the_learner_opens_every_page_of_the_course(ines, file):
    for page in [reverse("learner-home"), *pages(file)]:
        assert ines.get(page).status_code == 200, page


@pytest.mark.parametrize("who", ["malik", "karim", "thierry", "agathe"])
def test_nobody_else_finds_the_course(client, cast, file, who):
    client.force_login(getattr(cast, who))
    assert {client.get(page).status_code for page in pages(file)} == {404}
    confirm = reverse("activity-confirm", args=[file.pk, file.session.version.activities.first().pk])
    assert client.post(confirm).status_code == 404


def test_a_visitor_is_asked_to_log_in(client, file):
    assert client.get(pages(file)[0]).url.startswith(reverse("account_login"))


def test_reading_a_text_validates_its_milestone(ines, file):
    reading = file.session.version.activities.get(kind="reading")
    page = ines.post(reverse("activity-confirm", args=[file.pk, reading.pk]), follow=True)
    assert "1\xa0h\xa030 validées" in page.content.decode()
    assert progress(file).minutes_done == 90


def test_a_quiz_keeps_the_answers_given_when_one_is_missing(ines, file):
    quiz = file.session.version.activities.get(kind="quiz")
    page = ines.post(reverse("activity-answer", args=[file.pk, quiz.pk]), {"question_1": "1"})
    text = page.content.decode()
    assert page.status_code == 422
    assert "Répondez à la question 2." in text
    assert 'id="q1-1" value="1" checked' in text


@pytest.mark.parametrize("value", ["²", "-1", "99999999999999999999", "a", ""])
def test_a_senseless_answer_is_a_missing_one(ines, file, value):
    quiz = file.session.version.activities.get(kind="quiz")
    page = ines.post(reverse("activity-answer", args=[file.pk, quiz.pk]), {"question_1": value, "question_2": "0"})
    assert page.status_code == 422


def test_a_passed_quiz_says_so(ines, file):
    quiz = file.session.version.activities.get(kind="quiz")
    answers = {"question_1": "0", "question_2": "1"}
    page = ines.post(reverse("activity-answer", args=[file.pk, quiz.pk]), answers, follow=True)
    assert "100" in page.content.decode() and "Jalon validé" in page.content.decode()


def test_the_same_page_costs_the_same_queries_however_far_one_is(ines, file, django_assert_max_num_queries, cast):
    from microcert.learning import actions

    page = reverse("course", args=[file.pk])
    with django_assert_max_num_queries(16) as before:
        ines.get(page)
    with clock.following_the_demonstration():
        for kind in ("reading", "video", "workshop"):
            actions.confirm(file, file.session.version.activities.get(kind=kind), by=cast.ines)
    with django_assert_max_num_queries(16) as after:
        ines.get(page)
    assert len(before) == len(after)


def test_an_empty_home_says_where_to_begin(client, cast):
    client.force_login(cast.malik)
    assert "Parcourir le catalogue" in client.get(reverse("learner-home")).content.decode()


def test_a_video_is_there_to_be_watched_with_captions_and_its_text(ines, file):
    video = file.session.version.activities.get(kind="video")
    page = ines.get(reverse("activity", args=[file.pk, video.pk])).content.decode()
    assert "<video" in page and 'kind="captions"' in page
    assert "J’ai regardé cette vidéo" in page and "Texte de" in page
