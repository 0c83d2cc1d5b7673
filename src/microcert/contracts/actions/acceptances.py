"""The acceptance of the texts that bind, as a document of its own."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import override

from microcert.contracts.content import acceptance_content
from microcert.documents.actions import establish
from microcert.documents.models import Document
from microcert.foundation import journal
from microcert.orders.models import Order


@override("fr")
def establish_acceptance(order: Order) -> Document:
    """Who accepted which texts with this order, sealed by its university; the one that stands is returned as it is."""
    number = f"AC-{order.university.code}-{order.number}"
    return establish(
        Document.Kind.TERMS_ACCEPTANCE,
        number,
        _("Acceptation des conditions %(number)s") % {"number": number},
        acceptance_content(order),
        letterhead=order.university,
        subject=journal.key_of(order),
        framework_version=order.session.version.framework_version,
    )
