"""Parts put into a draft from outside its page: from the catalogue, from a list, a whole set."""
