from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("casework", "0010_certificates_and_fees")]

    operations = []
