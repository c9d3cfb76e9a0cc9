"""Types of orders: what each means from a day on."""
