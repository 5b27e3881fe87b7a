"""The room `watching`: being told what changed."""
