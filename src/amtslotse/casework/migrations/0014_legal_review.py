"""The monthly legal review."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("casework", "0013_imports")]

    operations: list[object] = []
