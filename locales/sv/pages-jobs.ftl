# Sidorna om jobb.
