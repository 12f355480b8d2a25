"""A second generator of planted differences: other material, other habits, other markups than the first one."""
