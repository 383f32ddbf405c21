"""Making an assignment: new ones, the coach, fingerprints, the release, pages, self-study."""
