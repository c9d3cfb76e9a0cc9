"""What companies and their places are called on papers for customs: name and address in Latin letters."""
