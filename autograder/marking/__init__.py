"""What a human marks by: the box beside each written answer in formgrader."""
