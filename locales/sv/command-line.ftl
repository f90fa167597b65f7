# Vad kommandoraden säger.
