"""Parts: numbers, texts, supersession, packs, dangerous goods."""
