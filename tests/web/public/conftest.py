from tests.houses import demo_house  # noqa: F401  # a fixture
