"""The few flagged cases among all, for the list of those that no leader was told of yet."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0011_books_and_progress")]

    operations = [
        migrations.AddIndex(
            "case",
            models.Index(
                fields=["registered_at"], name="case_flagged", condition=models.Q(("flag", ""), _negated=True)
            ),
        ),
    ]
