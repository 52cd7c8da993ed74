"""The engine on a real Temporal cluster beside the same on the development server: what a flow costs, and where."""
