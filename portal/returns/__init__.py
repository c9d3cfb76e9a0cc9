"""Claims, their decision line by line, goods taken back, and the credit that follows."""
