"""A full register comes through the change: contacts and routes of old are records, and have a history."""

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from governance.organisations.models import Contact, Organisation, SecureRoute
from governance.records import checks
from governance.records.actor import SHAREWELL, acting_as
from tests.conftest import as_owner

OF_OLD = """
    INSERT INTO organisations_organisation
        (reference, version, created_at, name, kind, contact_name, contact_email, contact_phone, secure_route)
    VALUES ('ORG-1', 1, now(), 'Full Surgery', 'health', 'Mrs Reid', 'desk@example.nhs.net', '0131 496 0000',
            'By hand'),
           ('ORG-2', 1, now(), 'Half Surgery', 'health', '', '', '0131 496 0001', ''),
           ('ORG-3', 1, now(), 'Bare Surgery', 'health', '', '', '', '')
"""


@pytest.mark.django_db(transaction=True)
def test_what_stood_on_a_partner_becomes_a_record_of_each() -> None:
    try:
        with as_owner():
            call_command("migrate", "organisations", "0002", verbosity=0)
            with acting_as(SHAREWELL), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(OF_OLD)
    finally:
        with as_owner():
            # Whatever stands on it went back with it.
            call_command("migrate", verbosity=0)
    contacts = Contact.objects.order_by("organisation__reference")
    assert list(contacts.values_list("organisation__reference", "role", "name", "email", "telephone")) == [
        ("ORG-1", "daily", "Mrs Reid", "desk@example.nhs.net", "0131 496 0000"),
        ("ORG-2", "daily", "Name not written down", "", "0131 496 0001"),
    ]
    routes = SecureRoute.objects.values_list("organisation__reference", "kind", "address")
    assert list(routes) == [("ORG-1", "unsorted", "By hand")]
    for part in (*contacts, *SecureRoute.objects.all()):
        first = part.history.get()
        assert first.history_type == "+"
        assert first.instance == part
    assert Organisation.history.filter(contact_name="Mrs Reid").count() == 1
    assert checks.database_is_guarded(databases=["default"]) == []
