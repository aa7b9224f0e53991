"""What a scenario's planned routes foretell about the link, without simulating the relay."""
