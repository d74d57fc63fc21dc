"""What an issue is worth: the trade model, its response surface, and the stakes built on them."""
