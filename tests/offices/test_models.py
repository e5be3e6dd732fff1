import pytest
from django.db import IntegrityError

from amtslotse.offices.models import Office


@pytest.mark.django_db
def test_there_is_one_office_only() -> None:
    Office.objects.create(name="A", city="B", land="BW", address="-", telephone="-", email="a@example.org")
    with pytest.raises(IntegrityError):
        Office.objects.create(only=False, name="A", city="B", land="BW", address="-", telephone="-", email="a@example.org")
