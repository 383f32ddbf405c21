"""For whoever works alone: how far you are, and model answers. This file only says where each is."""

MODULES = {"progress": "progress", "model_answer": "answers"}
"""Each function, and the module beside this file that holds it."""
