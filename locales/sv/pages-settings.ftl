# Sidorna om platsens inställningar.
