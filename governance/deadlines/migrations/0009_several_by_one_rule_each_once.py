"""Built while people go on working. If it is interrupted, drop the index that is not valid and migrate again."""

from django.db import migrations, models

BUILD = """
CREATE UNIQUE INDEX CONCURRENTLY one_deadline_a_part_of_a_rule
    ON deadlines_deadline (register, record_id, rule, part)
"""
# Locks the table for as long as it takes to swap two names.
SWAP = """
ALTER TABLE deadlines_deadline
    ADD CONSTRAINT one_deadline_a_part_of_a_rule UNIQUE USING INDEX one_deadline_a_part_of_a_rule,
    DROP CONSTRAINT one_deadline_a_rule
"""
BACK = """
DELETE FROM deadlines_flag WHERE deadline_id IN (SELECT id FROM deadlines_deadline WHERE part <> 0);
DELETE FROM deadlines_deadline WHERE part <> 0;
ALTER TABLE deadlines_deadline
    ADD CONSTRAINT one_deadline_a_rule UNIQUE (register, record_id, rule),
    DROP CONSTRAINT one_deadline_a_part_of_a_rule
"""


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("deadlines", "0008_several_by_one_rule")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(BUILD, migrations.RunSQL.noop),
                migrations.RunSQL(SWAP, BACK),
            ],
            state_operations=[
                migrations.RemoveConstraint(model_name="deadline", name="one_deadline_a_rule"),
                migrations.AddConstraint(
                    model_name="deadline",
                    constraint=models.UniqueConstraint(
                        fields=("register", "record_id", "rule", "part"), name="one_deadline_a_part_of_a_rule"
                    ),
                ),
            ],
        ),
    ]
