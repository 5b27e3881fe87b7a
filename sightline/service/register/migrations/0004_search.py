"""The words of activities, and the index over them in the database's own way."""

import django.db.models.deletion
from django.db import migrations, models

from sightline.service.register.search_index import add_index, remove_index


class Migration(migrations.Migration):

    dependencies = [
        ("register", "0003_sheets_have_a_room_of_their_own"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("activity_version", models.PositiveIntegerField(help_text="Of the record that was read.")),
                ("name", models.TextField(blank=True)),
                ("organisation", models.TextField(blank=True, help_text="Its names, old and short ones too.")),
                ("open_text", models.TextField(blank=True, help_text="Else what everybody may see.")),
                ("shared_text", models.TextField(blank=True, help_text="Else what the partnership may see.")),
                ("activity", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="search_entry", to="register.activity")),
            ],
        ),
        migrations.CreateModel(
            name="SearchState",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("number", models.PositiveBigIntegerField(default=0, help_text="Of the newest event then.")),
                ("own_hash", models.CharField(blank=True, help_text="Of that event.", max_length=64)),
                ("vocabulary", models.CharField(blank=True, help_text="Hash of the names read.", max_length=64)),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="there_is_one_state_of_the_search")],
            },
        ),
        migrations.RunPython(add_index, remove_index),
    ]
