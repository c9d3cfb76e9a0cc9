"""Writing an order: the draft, its head, its rows typed, pasted or uploaded, each answered."""
