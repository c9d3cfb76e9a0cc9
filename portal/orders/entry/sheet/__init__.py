"""Order sheets: what their columns are called, where the lines begin, and lines pasted into a box."""
