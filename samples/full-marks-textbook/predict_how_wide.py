predict("how_wide", 0.1)
