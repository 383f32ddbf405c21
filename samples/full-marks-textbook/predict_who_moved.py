predict("who_moved", "mostly the last")
