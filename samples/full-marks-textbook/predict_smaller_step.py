predict("smaller_step", "better, then worse")
