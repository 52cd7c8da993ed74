"""The audit trail's rows: what they tell, and how they are stored. What protects them is `activities.audit`."""
