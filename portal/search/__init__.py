"""One box over everything its reader may see: numbers of all kinds, parts, people, vehicles, and what one can do."""
