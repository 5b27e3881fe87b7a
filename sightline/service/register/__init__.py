"""The register: what every partner does, for whom, where and until when, and how sure we are."""
