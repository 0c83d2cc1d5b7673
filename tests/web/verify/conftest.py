from tests.credentials.awarding import credential  # noqa: F401  # a fixture for this folder
