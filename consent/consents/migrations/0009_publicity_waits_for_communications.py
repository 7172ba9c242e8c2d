"""What is open on consents to publicity moves from workers, who cannot open them, to communications.

It locks the few open deadlines of publicity, and no others.
"""

from django.db import migrations

MOVE = """
UPDATE deadlines_deadline SET team = 'comms', worker_id = NULL FROM consents_consent
 WHERE deadlines_deadline.ended_at IS NULL AND deadlines_deadline.register = 'consents'
   AND deadlines_deadline.record_id = consents_consent.id AND consents_consent.kind = 'MEDIA'
"""
BACK = """
UPDATE deadlines_deadline SET team = '', worker_id = people_case.key_worker_id
  FROM consents_consent JOIN people_case ON people_case.id = consents_consent.case_id
 WHERE deadlines_deadline.ended_at IS NULL AND deadlines_deadline.register = 'consents'
   AND deadlines_deadline.record_id = consents_consent.id AND consents_consent.kind = 'MEDIA'
   AND NOT people_case.key_worker_id = ANY (deadlines_deadline.excluded)
"""


class Migration(migrations.Migration):
    dependencies = [("consents", "0008_said_again_late_holds"), ("deadlines", "0004_of_a_team")]

    operations = [migrations.RunSQL(MOVE, BACK)]
