"""Triggers that refuse to change or delete an event."""

from django.db import migrations

from sightline.service.audit.guards import add_guards, remove_guards


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(add_guards, remove_guards)]
