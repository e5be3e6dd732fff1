"""What is printed on paper must open: the domain's addresses are pages of the portal."""

from __future__ import annotations

import pytest
from django.urls import resolve
from django.utils.translation import override

from amtslotse.casework.rules import PROOF_PATH, STATUS_PATH


@pytest.mark.parametrize("language", ["de", "en", "ar"])
def test_printed_addresses_are_pages(language: str) -> None:
    with override(language):
        assert resolve(STATUS_PATH.format(language=language)).view_name == "portal:status_entry"
        assert resolve(PROOF_PATH.format(language=language, token="0" * 16)).view_name == "portal:verify"
