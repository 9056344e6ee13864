"""The platform's own row moves down from `cities`, so that every package may read what the city decided."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial"), ("cities", "0001_initial")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Platform",
                    fields=[
                        ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                        ("code", models.CharField(max_length=32)),
                        ("name", models.CharField(max_length=100)),
                        ("short_name", models.CharField(max_length=20)),
                        ("trio", models.JSONField(default=list)),
                        ("yellow_before", models.CharField(max_length=12)),
                        ("settings", models.JSONField(default=dict)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("id", 1)), name="one_platform_row")
                        ],
                    },
                ),
            ],
            database_operations=[
                migrations.RunSQL(
                    "ALTER TABLE cities_platform RENAME TO people_platform",
                    "ALTER TABLE people_platform RENAME TO cities_platform",
                ),
            ],
        ),
        # It stands in `settings` already, under [lights].
        migrations.RemoveField("platform", "yellow_before"),
    ]
