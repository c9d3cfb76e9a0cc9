"""A small world to try the portal in: real part numbers and demand, everything else made up."""
