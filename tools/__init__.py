"""What developers of this repository run: the demo, attacks, fuzzing, kills, mutants, pictures."""
