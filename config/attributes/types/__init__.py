"""The types of attributes, one a module, which declares it as `TYPE`; definitions, doors, documents and forms follow."""
