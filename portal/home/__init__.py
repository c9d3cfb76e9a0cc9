"""The start pages of both doors, their menus, and the pages operators watch jobs on."""
