"""What the tests of figures share: something to draw on."""

import matplotlib.pyplot as plt
import pytest


@pytest.fixture
def paper():
    """A figure that no window shows, closed after the test."""
    plt.switch_backend("agg")
    yield plt.figure()
    plt.close("all")
