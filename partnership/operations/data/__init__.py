"""The data files that each app ships, and the public facts among them."""
