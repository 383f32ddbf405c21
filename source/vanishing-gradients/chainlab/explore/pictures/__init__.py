"""The picture and the read-out of each widget, made from its numbers; no kernel and no browser is needed."""
