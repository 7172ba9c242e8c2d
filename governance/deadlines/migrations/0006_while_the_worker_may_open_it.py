from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("deadlines", "0005_of_a_team_found")]

    operations = [
        migrations.AddField(model_name="deadline", name="worker_until", field=models.DateField(null=True)),
    ]
