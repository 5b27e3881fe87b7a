"""What people did in the fictional county before you came: nothing of it is real."""
