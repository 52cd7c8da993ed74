"""Changes of registrations, with their audit and the callbacks that tell of them."""
