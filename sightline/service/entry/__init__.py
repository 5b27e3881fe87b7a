"""The room `entry`: one activity entered by hand, drafts, offers, looking over before publication."""
