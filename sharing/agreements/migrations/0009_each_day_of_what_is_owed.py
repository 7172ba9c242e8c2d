from django.db import migrations

# As `deadlines.dues` writes it: a row for each day on which something must be returned or deleted.
EACH_DAY = """
INSERT INTO deadlines_deadline (register, record_id, reference, rule, part, due_on, service_id, worker_id, excluded)
SELECT DISTINCT 'agreements', a.id, a.reference, 'agreement_duty', d.due_on - DATE '0001-01-01' + 1, d.due_on,
       a.service_id, a.owner_id, '{}'::bigint[]
  FROM agreements_duty d JOIN agreements_agreement a ON a.id = d.agreement_id
 WHERE d.done_on IS NULL
ON CONFLICT DO NOTHING
"""
EARLIEST = """
UPDATE deadlines_deadline SET ended_at = now()
 WHERE register = 'agreements' AND rule = 'agreement_duty' AND part = 0 AND ended_at IS NULL
"""


class Migration(migrations.Migration):
    """Few rows. Until now the first day alone had a row, which goes for that of its own day."""

    dependencies = [
        ("agreements", "0008_notice_is_given_ahead"),
        ("deadlines", "0009_several_by_one_rule_each_once"),
    ]

    operations = [
        migrations.RunSQL(EACH_DAY, migrations.RunSQL.noop),
        migrations.RunSQL(EARLIEST, migrations.RunSQL.noop),
    ]
