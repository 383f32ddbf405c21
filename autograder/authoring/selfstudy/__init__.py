"""Self-study: the release in the learner's folder, with a welcome page and model answers that open later."""
