"""What every course puts beside its notebooks: check, bring, predict, progress, model answers, hand_in.

It knows no topic. A course's student package holds a copy of it; the two are compared by `VERSION`.
"""

VERSION = "6"
"""Raised at each change that a course should take over."""
LATE = {"progress": "progress", "model_answer": "answers", "outcome": "predict", "hand_in": "hand_in"}
"""Each function that is loaded when it is first asked for, and the module beside this file that holds it."""
