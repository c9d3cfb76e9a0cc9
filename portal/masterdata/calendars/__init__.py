"""Days off, extra working days, weekends and hours, as a year."""
