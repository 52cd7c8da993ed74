"""Four eyes: what one administrator asks for, and another one has to agree to before it is done."""
