"""What grading gives: verdict, result, what it was made from, and the words for them."""
