"""People one manages: invited, given roles and limits, disabled."""
