"""Document tasks measured on labelled documents, without a model."""
