"""Imports and moves that go on in the background."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("casework", "0019_second_opinions")]

    operations = []
