# Sidorna om enheter.
