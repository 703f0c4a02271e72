"""Wire shapes of bookings: requests.py what comes in, replies.py what goes out."""
