"""What was written down as needing no notice can be taken back; a text that was sent in stands on a desk. Few rows."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# As `waits.waits` writes it, and whose desk it stays off: its authors', unless they are all of the IG team.
ON_A_DESK = """
INSERT INTO deadlines_deadline (register, record_id, reference, rule, part, due_on, service_id, team, excluded)
SELECT 'privacy_notices', v.id, v.reference, 'privacy_notice_waits_review', 0,
       (coalesce((SELECT (e.detail ->> 'effective_at')::timestamptz FROM ledger_event e
                   WHERE e.register = 'privacy_notices' AND e.reference = v.reference AND e.verb = 'submit'
                   ORDER BY e.id DESC LIMIT 1), v.created_at) AT TIME ZONE 'Europe/London')::date,
       n.service_id, '',
       CASE WHEN EXISTS (SELECT FROM accounts_user u
                          WHERE u.role = 'ig' AND u.is_active AND u.id <> ALL (v.authors))
            THEN v.authors ELSE '{}' END
  FROM privacy_notices_noticeversion v JOIN privacy_notices_notice n ON n.id = v.notice_id
 WHERE v.state = 'IN_REVIEW'
ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_fewer_indexes"),
        ("deadlines", "0010_flagged_lately"),
        ("ledger", "0002_events_by_batch"),
        ("organisations", "0004_contacts_and_routes_of_old"),
        ("privacy_notices", "0001_begin"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="excuse", name="one_excuse_of_its_kind"),
        migrations.AddField(model_name="excuse", name="taken_back_at", field=models.DateTimeField(null=True)),
        migrations.AddField(
            model_name="excuse",
            name="taken_back_because",
            field=models.CharField(blank=True, default="", max_length=300),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="excuse",
            name="taken_back_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="historicalexcuse", name="taken_back_at", field=models.DateTimeField(null=True)
        ),
        migrations.AddField(
            model_name="historicalexcuse",
            name="taken_back_because",
            field=models.CharField(blank=True, default="", max_length=300),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="historicalexcuse",
            name="taken_back_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="excuse",
            constraint=models.UniqueConstraint(
                condition=models.Q(("taken_back_at", None)),
                fields=("service", "organisation", "purpose"),
                name="one_excuse_that_holds",
            ),
        ),
        migrations.AddConstraint(
            model_name="excuse",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("taken_back_at", None), ("taken_back_because", ""), ("taken_back_by", None)),
                    models.Q(
                        ("taken_back_at__isnull", False),
                        ("taken_back_by__isnull", False),
                        models.Q(("taken_back_because", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="excuse_taken_back_with_a_reason",
            ),
        ),
        migrations.RunSQL(ON_A_DESK, migrations.RunSQL.noop),
    ]
