from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("casework", "0007_intake")]

    operations: list[object] = []
