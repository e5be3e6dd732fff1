"""What the office promises, in versions that are published."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("reporting", "0004_process")]

    operations = []
