"""What was reviewed and published before gets the hash of what it says, which has not changed since.

Whoever was asked to read a version so far was asked for that one alone.
"""

from django.db import migrations

from governance.policies.fingerprint import fingerprint


def fill(apps, schema_editor):
    versions = apps.get_model("policies", "PolicyVersion").objects.exclude(reviewed_at=None)
    for version in versions.select_related("policy"):
        version.reviewed_hash = fingerprint(version)
        if version.published_at is not None:
            version.published_hash, version.read_with = version.reviewed_hash, version
        version.save(update_fields=["reviewed_hash", "published_hash", "read_with"])


class Migration(migrations.Migration):
    dependencies = [("policies", "0003_what_was_approved_and_who_has_read_it")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
