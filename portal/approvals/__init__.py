"""What one person asks for and another approves: credit, bank details, prices."""
