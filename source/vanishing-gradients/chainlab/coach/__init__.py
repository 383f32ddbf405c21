"""What every course puts beside its notebooks: check, bring, predict, progress and model answers.

It knows no topic. A course's student package holds a copy of it; the two are compared by `VERSION`.
"""

VERSION = "5"
"""Raised at each change that a course should take over."""
LATE = {"progress": "progress", "model_answer": "answers", "outcome": "predict"}
"""Each function that is loaded when it is first asked for, and the module beside this file that holds it."""
