"""Letters of hearing, and an envelope for each guardian."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("casework", "0014_legal_review")]

    operations: list[object] = []
