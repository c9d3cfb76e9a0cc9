"""Forms sent after the session had ended: kept over the login, shown to who sent them."""
