"""Banks whose users live elsewhere: what is checked there, sent from there, and who somebody is there."""
