"""The types of attributes, one a module, which declares it as `TYPE`; definitions, APIs, documents and forms follow."""
