predict("wide_layers", "it keeps its strength")
