"""Facts behind more figures."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("reporting", "0005_promises")]

    operations = []
