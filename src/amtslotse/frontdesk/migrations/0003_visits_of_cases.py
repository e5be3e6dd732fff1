"""A visit may belong to a case."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("frontdesk", "0002_a_reason_to_be_first")]

    operations = []
