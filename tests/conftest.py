"""What all tests share: a seeded generator, and a folder of their own to run in."""

import numpy as np
import pytest


@pytest.fixture
def rng():
    """A random generator that starts alike in every test."""
    return np.random.default_rng(20260223)


@pytest.fixture
def own_folder(tmp_path, monkeypatch):
    """An empty folder, which is the working directory while the test runs."""
    monkeypatch.chdir(tmp_path)
    return tmp_path
