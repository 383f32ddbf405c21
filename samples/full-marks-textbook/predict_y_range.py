predict("y_range", "less than a tenth")
