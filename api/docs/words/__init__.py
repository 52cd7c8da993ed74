"""What each member and parameter of the APIs' documents means.

Keyed by member, `userId`, or by schema and member, `OrganizationRequest.organizationId`, which comes first; a schema is called
as its class, without `Schema` at the end. A member that is described in its field's metadata needs no words here.
"""
