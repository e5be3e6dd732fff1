from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("casework", "0008_family")]

    operations: list[object] = []
