"""Open cases taken over from another system."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("casework", "0012_records")]

    operations: list[object] = []
