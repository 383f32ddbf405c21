predict("who_moved", "about 0.001")
