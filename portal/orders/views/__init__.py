"""Orders as both doors see them: lists, one order, its lines, history and what comes next."""
