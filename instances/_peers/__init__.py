"""What runs inside the environment of the peer libraries; it imports nothing of this project."""
