"""Which law or order compels a transfer, in which way what came was not what was sent, and which file may do harm.

Constant defaults: no row is written anew, save the few that are compelled, wait for another receipt or may do harm.
The checks are proved in the next migration, so that nobody waits for that here.
"""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

# What was approved before this was asked. What is not approved yet is asked for it.
NOT_ASKED = """
SELECT set_config('app.actor', '0', true);
UPDATE stop_checks_stopcheck SET compelled_law = 'It was not asked when this was sent in'
 WHERE compelled_by <> '' AND compelled_law = '' AND state IN ('APPROVED', 'SENT', 'RECEIPT_CONFIRMED', 'CLOSED')
"""
WAITING = """
UPDATE stop_checks_stopcheck SET differs = last.differs
  FROM (SELECT DISTINCT ON (check_of_id) check_of_id, differs FROM stop_checks_receiptlink
         ORDER BY check_of_id, id DESC) last
 WHERE last.check_of_id = stop_checks_stopcheck.id AND last.differs <> '' AND stop_checks_stopcheck.state = 'SENT'
"""

HARMFUL = "UPDATE stop_checks_extract SET harmful = true WHERE refused LIKE '%Do not open it%'"


class Migration(migrations.Migration):
    dependencies = [("stop_checks", "0003_which_study")]

    operations = [
        *(
            migrations.AddField(
                model_name=model,
                name=name,
                field=models.CharField(blank=True, db_default="", default="", max_length=most, **words),
            )
            for model in ("stopcheck", "historicalstopcheck")
            for name, most, words in (
                ("compelled_law", 200, {"verbose_name": "which law or order it is"}),
                ("differs", 300, {}),
            )
        ),
        *(
            migrations.AddField(
                model_name=model, name="harmful", field=models.BooleanField(db_default=False, default=False)
            )
            for model in ("extract", "historicalextract")
        ),
        migrations.RunSQL(NOT_ASKED, migrations.RunSQL.noop),
        migrations.RunSQL(WAITING, migrations.RunSQL.noop),
        migrations.RunSQL(HARMFUL, migrations.RunSQL.noop),
        AddConstraintNotValid(
            model_name="stopcheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("state__in", ["APPROVED", "SENT", "RECEIPT_CONFIRMED", "CLOSED"]), _negated=True
                    ),
                    ("compelled_by", ""),
                    models.Q(("compelled_law", ""), _negated=True),
                    _connector="OR",
                ),
                name="stop_check_compelled_by_a_law",
            ),
        ),
        AddConstraintNotValid(
            model_name="stopcheck",
            constraint=models.CheckConstraint(
                condition=models.Q(("differs", ""), ("state", "SENT"), _connector="OR"),
                name="stop_check_differs_once_sent",
            ),
        ),
    ]
