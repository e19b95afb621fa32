"""Fixtures."""

from __future__ import annotations

from typing import Any

import pytest
from helpers import rows


@pytest.fixture
def articles() -> list[dict[str, Any]]:
    return rows()
