"""The registration file for the RS or the RNCP: what France compétences asks, what a training shows of it, what is missing (R005)."""
