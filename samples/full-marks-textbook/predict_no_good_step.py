predict("no_good_step", "never, there is always a good step")
