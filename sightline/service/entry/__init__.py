"""The room `entry`: one activity by hand, drafts, offers, looking over, comments."""
