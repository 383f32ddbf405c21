"""nbgrader's gradebook: the one writer, the one reader, the history, the receipt, graded folders."""
