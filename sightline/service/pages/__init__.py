"""What every page shares: the frame, the patterns, the pages for errors, and the way in."""
