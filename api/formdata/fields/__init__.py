"""The types of parameters, one a module, which declares it as `TYPE`; web forms, phones' forms and documents follow."""
