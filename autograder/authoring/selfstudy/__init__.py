"""Self-study: the release in a folder of its own, with a welcome page and model answers that open later."""
