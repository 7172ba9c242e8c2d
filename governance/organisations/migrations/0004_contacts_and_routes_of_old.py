"""What stood on an organisation about its contact and safe route becomes a record of each.

The old columns and their history stay as they are: the release before this one still reads them while both run.
A new table has no trigger yet that would write its history, so its first line is written here. Reads organisations
once and locks nothing that is in use.
"""

from django.db import migrations

KEEP = """
    WITH made AS (
        INSERT INTO organisations_{table} ({columns})
        SELECT {values} FROM organisations_organisation WHERE {known}
        ORDER BY id RETURNING *
    )
    INSERT INTO organisations_historical{table}
        (id, {columns}, history_date, history_type, history_user_id, history_change_reason)
    SELECT id, {columns}, clock_timestamp(), '+', 0, 'Taken over from the organisation'
      FROM made
     WHERE NOT EXISTS (
         SELECT FROM pg_trigger WHERE tgrelid = 'organisations_{table}'::regclass AND tgname = 'history_insert'
     )
"""


def keep(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            KEEP.format(
                table="contact",
                columns="organisation_id, role, name, email, telephone",
                values="id, 'daily', coalesce(nullif(contact_name, ''), 'Name not written down'),"
                " contact_email, contact_phone",
                known="contact_name <> '' OR contact_email <> '' OR contact_phone <> ''",
            )
        )
        cursor.execute(
            KEEP.format(
                table="secureroute",
                columns="organisation_id, kind, address",
                values="id, 'unsorted', secure_route",
                known="secure_route <> ''",
            )
        )


class Migration(migrations.Migration):
    dependencies = [("organisations", "0003_contacts_assurance_routes")]
    # Back again there is nothing to do: the old columns hold it still.
    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
