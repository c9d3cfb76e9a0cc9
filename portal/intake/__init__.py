"""Other people's spreadsheets: which sheet, which heading row, which column means what; asked where it is not sure."""
