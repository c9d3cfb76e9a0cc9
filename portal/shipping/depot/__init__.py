"""In the depot: what stands ready, picking, packing into cartons with their codes."""
