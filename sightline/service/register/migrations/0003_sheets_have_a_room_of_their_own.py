"""Sheets that wait to be looked through are kept by the room of sheets.

What waited is let go of: nothing of it was on the register, and it would have been forgotten
within seven days anyway. Its sender sends the sheet again.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("register", "0002_activities_in_full")]
    operations = [migrations.DeleteModel(name="Upload")]
