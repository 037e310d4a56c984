"""The table of jobs.counters.DatabaseCounterCache, in the columns of Django's DatabaseCache."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("jobs", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Counter",
            fields=[
                ("cache_key", models.CharField(max_length=255, primary_key=True, serialize=False)),
                ("value", models.TextField()),
                ("expires", models.DateTimeField(db_index=True)),
            ],
            options={"db_table": "jobs_counter", "managed": True},
        ),
        # Django need not know the model: only the cache uses its table.
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel("Counter")]),
    ]
