"""The version of what the public is told of an activity, beside that of the whole record.

What the public was told of changes until now it goes on knowing; of a sensitive site that is
nothing.
"""

from datetime import UTC, datetime

from django.db import migrations, models
from django.db.models import F


def begin_with_what_was_told(apps, _editor):
    """From now on each grows with the public content alone."""
    activities = apps.get_model("register", "Activity").objects
    told = {"public_version": F("version"), "public_changed_at": F("changed_at")}
    activities.filter(sensitive_site=False).update(**told)
    activities.filter(sensitive_site=True).update(public_changed_at=F("added_at"))


class Migration(migrations.Migration):
    dependencies = [
        ("register", "0004_search"),
    ]

    operations = [
        migrations.AddField(
            model_name="activity",
            name="public_version",
            field=models.PositiveIntegerField(
                default=1,
                help_text="Of what the public is told: what it is not told changes it not.",
            ),
        ),
        migrations.AddField(
            model_name="activity",
            name="public_changed_at",
            field=models.DateTimeField(
                default=datetime(2000, 1, 1, tzinfo=UTC),
                help_text="When what the public is told changed.",
            ),
            preserve_default=False,
        ),
        migrations.RunPython(begin_with_what_was_told, migrations.RunPython.noop),
    ]
