"""Real servers and the real browser that the tests run against."""
