"""Order sheets: lines pasted into a box or uploaded, where things stand in them, and what is told of reading them."""
