"""What was taken away from a unit, the last first, for the lists on its desk."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0012_flagged")]

    operations = [
        migrations.AddIndex(
            "assignment",
            models.Index(
                fields=["unit", "-ended_at"],
                name="assignment_ended",
                condition=models.Q(("state__in", ["recalled", "sent_back"])),
            ),
        ),
        migrations.AddIndex(
            "assignment",
            models.Index(
                fields=["-ended_at", "-id"],
                name="assignment_ended_last",
                condition=models.Q(("state__in", ["recalled", "sent_back"])),
            ),
        ),
    ]
