"""The sandbox, its worker and the wire between them."""
