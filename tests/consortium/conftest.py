from tests.houses import demo_house, tiny_house  # noqa: F401  # fixtures
