"""Parts and addresses that were entered twice, found and made one."""
