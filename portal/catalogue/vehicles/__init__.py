"""Which part fits which vehicle: models, years, ranges of VINs."""
