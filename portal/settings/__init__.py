"""Single figures the portal goes by, each with its default, its bounds and a first day: master data, not code."""
