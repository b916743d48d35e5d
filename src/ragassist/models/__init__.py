"""Chat models, embedders, the weights of the local one, and recordings of what they said. No other package knows a vendor."""
