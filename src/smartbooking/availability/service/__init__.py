"""Use cases of availability. Claims are the truth; everything else answers questions about them."""
