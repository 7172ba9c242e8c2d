"""What a provider said came instead is answered by the link that was sent after it. Few rows."""

from django.db import migrations

ANSWERED = """
SELECT set_config('app.actor', '0', true);
UPDATE closures_closure SET differs = ''
 WHERE state = 'SENT' AND differs <> '' AND (
    SELECT differs FROM closures_takenoverlink l WHERE l.closure_id = closures_closure.id ORDER BY id DESC LIMIT 1) = ''
"""


class Migration(migrations.Migration):
    dependencies = [("closures", "0001_closures")]

    operations = [migrations.RunSQL(ANSWERED, migrations.RunSQL.noop)]
