"""Parts: numbers, texts, supersession, packs, fitment, dangerous goods, search."""
