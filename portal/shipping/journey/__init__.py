"""On the way: booking, the gate at the dock, departure, milestones, and the facts papers are made of."""
