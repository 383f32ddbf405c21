"""Wrong answers by name."""
