"""The shared ground: sessions, guards, money, clock, jobs, pages. It knows no feature."""
