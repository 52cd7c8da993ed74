"""The form of an operation: what a user is shown and asked (`nextstep.md` §4, document 002 "Operation formData")."""
