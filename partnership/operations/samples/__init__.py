"""A believable cooperation of eight years that shows the product at work: invented, marked, and removable."""
