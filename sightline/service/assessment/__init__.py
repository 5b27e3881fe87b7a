"""The room `assessment`: a draft of the strategic needs assessment, for people to finish."""
