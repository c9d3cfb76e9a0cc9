"""The overseas parts portal: rooms by feature, layers inside; see README.md for the map."""
