"""Pages and words for people: feedback, tables, templates."""
