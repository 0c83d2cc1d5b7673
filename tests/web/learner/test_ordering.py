from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from microcert.allotment.models import Draw
from microcert.consortium.models import TermsVersion
from microcert.documents.custody import ensure_keys
from microcert.foundation import clock
from microcert.foundation.calendar import first_debit_on, withdrawal_last_day
from microcert.foundation.jobs import drain_jobs
from microcert.foundation.models import ClockShift
from microcert.orders.models import Order
from microcert.web.frame.wording import long_date
from tests.cast import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def on_sale(cast):
    cast.open_session()
    cast.session.refresh_from_db()
    return cast


def answers(cast, **changed):
    terms = TermsVersion.objects.get(kind="terms_of_sale")
    rules = TermsVersion.objects.get(kind="internal_rules")
    return {
        "tariff": "individual",
        "proctoring": "remote",
        "accepts_terms": "on",
        "accepts_rules": "on",
        "terms_sha256": terms.sha256,
        "rules_sha256": rules.sha256,
    } | changed


def address(cast):
    return reverse("order-start", args=[cast.session.code])


def test_a_visitor_logs_in_first_and_comes_back(client, on_sale):
    response = client.get(address(on_sale))
    assert response.status_code == 302
    assert response.url == f"{reverse('account_login')}?next={address(on_sale)}"


@pytest.mark.requirement("R096", "R097")
def test_price_rights_and_dates_are_said_before_anything_is_committed(client, on_sale):
    client.force_login(on_sale.ines)
    page = client.get(address(on_sale)).content.decode()
    for expected in (
        "290\u00a0€",
        "261-4-4° a",
        long_date(withdrawal_last_day(clock.today())),
        long_date(first_debit_on(clock.today())),
        "87\u00a0€",
        "101,50\u00a0€",
        "Entretien surveillé par vidéo, non enregistré",
        "Entretien sur place",
        "n’ajoute ni démarche ni frais",
        "Cette demande ne vous engage pas",
    ):
        assert expected in page, expected
    assert "420" not in page, "an employer's tariff is no individual's"
    assert "id_birth_date" not in page, "what the account knows is not asked again"


@pytest.mark.requirement("R096", "R017")
def test_the_whole_order_takes_one_page(client, on_sale):
    client.force_login(on_sale.ines)
    response = client.post(address(on_sale), answers(on_sale), follow=True)
    order = Order.objects.get()
    assert response.redirect_chain == [(reverse("order", args=[order.number]), 302)]
    assert order.buyer == on_sale.ines and order.price_cents == 29000 and order.proctoring == "remote"
    assert order.draw == Draw.objects.get() and order.university == order.draw.university
    assert "Votre contrat est en préparation" in response.content.decode()
    # Ordering again leads to the order that there is.
    assert client.get(address(on_sale)).url == reverse("order", args=[order.number])


def test_a_buyer_without_identity_gives_it_once_and_loses_nothing_on_an_error(client, on_sale):
    on_sale.ines.birth_date, on_sale.ines.postal_address = None, ""
    on_sale.ines.save()
    client.force_login(on_sale.ines)
    wrong = answers(on_sale, birth_date="demain", postal_address="12 rue Haute\n21000 Dijon", proctoring="")
    response = client.post(address(on_sale), wrong)
    page = response.content.decode()
    assert response.status_code == 422
    assert "jj/mm/aaaa" in page and "12 rue Haute" in page and "demain" in page
    assert 'value="individual"' in page and not Order.objects.exists()
    response = client.post(address(on_sale), wrong | {"birth_date": "14/03/1988", "proctoring": "alternative"})
    assert response.status_code == 302
    on_sale.ines.refresh_from_db()
    assert on_sale.ines.birth_date.isoformat() == "1988-03-14"
    assert Order.objects.get().proctoring == "alternative"


def test_nobody_is_born_tomorrow(client, on_sale):
    on_sale.ines.birth_date = None
    on_sale.ines.save()
    client.force_login(on_sale.ines)
    day = f"{clock.today() + timedelta(days=1):%d/%m/%Y}"
    response = client.post(address(on_sale), answers(on_sale, birth_date=day))
    assert response.status_code == 422 and "date de naissance passée" in response.content.decode()


@pytest.mark.parametrize("field", ["accepts_terms", "accepts_rules", "tariff", "proctoring"])
def test_each_agreement_and_choice_is_needed(client, on_sale, field):
    client.force_login(on_sale.ines)
    response = client.post(address(on_sale), answers(on_sale, **{field: ""}))
    assert response.status_code == 422 and not Order.objects.exists()
    assert "À corriger" in response.content.decode() or "à corriger" in response.content.decode()


@pytest.mark.parametrize("changed", [{"tariff": "employer"}, {"tariff": "0"}, {"proctoring": "nothing"}])
def test_a_choice_that_was_not_offered_is_refused(client, on_sale, changed):
    client.force_login(on_sale.ines)
    assert client.post(address(on_sale), answers(on_sale, **changed)).status_code == 422
    assert not Order.objects.exists()


def test_terms_that_changed_meanwhile_are_read_again(client, on_sale):
    client.force_login(on_sale.ines)
    response = client.post(address(on_sale), answers(on_sale, terms_sha256="f" * 64))
    assert response.status_code == 422 and "nouvelle version est en vigueur" in response.content.decode()
    assert not Order.objects.exists() and not Draw.objects.exists()


def test_a_closed_or_full_session_says_so(client, on_sale):
    client.force_login(on_sale.ines)
    on_sale.session.capacity = 1
    on_sale.session.save()
    on_sale.order(on_sale.malik)
    assert "Cette session est complète" in client.get(address(on_sale)).content.decode()
    response = client.post(address(on_sale), answers(on_sale))
    assert Order.objects.count() == 1 and "complète" in response.content.decode()
    ClockShift.move(timedelta(days=60))
    assert "Les inscriptions à cette session sont closes" in client.get(address(on_sale)).content.decode()


def test_an_unknown_session_is_not_found(client, cast):
    client.force_login(cast.ines)
    assert client.get(reverse("order-start", args=["nowhere"])).status_code == 404


def test_nobody_sees_another_ones_order(client, on_sale):
    order = on_sale.order()
    for somebody in (on_sale.malik, on_sale.karim, on_sale.agathe):
        client.force_login(somebody)
        for name in ("order", "order-cancel", "pay"):
            assert client.get(reverse(name, args=[order.number])).status_code == 404
            assert client.post(reverse(name, args=[order.number])).status_code == 404
    client.logout()
    assert client.get(reverse("order", args=[order.number])).status_code == 302
    order.refresh_from_db()
    assert order.status == "assigned"


@pytest.mark.requirement("N01")
def test_the_page_of_the_order_explains_the_draw(client, on_sale):
    order = on_sale.order()
    client.force_login(on_sale.ines)
    page = client.get(reverse("order", args=[order.number])).content.decode()
    assert "Elle a été tirée au sort le" in page and "Hauterive, Valmère, Brocéliande" in page
    assert order.draw.order_key in page
    assert f"{reverse('draws', args=[on_sale.session.code])}#ligne-0" in page


def test_while_the_contract_is_prepared_the_page_asks_again_by_itself_or_by_a_link(client, on_sale):
    order = on_sale.order()
    client.force_login(on_sale.ines)
    address = reverse("order", args=[order.number])
    page = client.get(address).content.decode()
    assert 'data-hx-trigger="every 2s"' in page and "Actualiser" in page
    assert client.get(address, headers={"HX-Request": "true"}).status_code == 204, "nothing new"
    for university in (on_sale.hauterive, on_sale.valmere, on_sale.broceliande):
        ensure_keys(university)
    drain_jobs()
    assert client.get(address, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    page = client.get(address).content.decode()
    assert "Votre contrat est prêt à signer" in page and "every 2s" not in page
    assert reverse("contract", args=[order.contract.number]) in page


def test_a_request_is_cancelled_after_one_question(client, on_sale):
    order = on_sale.order()
    client.force_login(on_sale.ines)
    address = reverse("order-cancel", args=[order.number])
    page = client.get(address).content.decode()
    assert "Ce qui va se passer" in page and "Annuler ma demande" in page
    response = client.post(address, follow=True)
    assert "Cette demande d’inscription est annulée" in response.content.decode()
    order.refresh_from_db()
    assert order.status == "cancelled"
    assert Draw.objects.filter(kind="released", order_key=order.draw.order_key).exists()
    assert client.get(address).status_code == 404


def test_the_pages_ask_the_database_a_constant_number_of_times(client, on_sale, django_assert_max_num_queries):
    client.force_login(on_sale.ines)
    with django_assert_max_num_queries(13):
        client.get(address(on_sale))
    order = on_sale.order()
    for number in range(3):
        on_sale.order(person(f"p{number}", "Prénom", f"Nom {number}"))
    with django_assert_max_num_queries(13):
        client.get(reverse("order", args=[order.number]))
