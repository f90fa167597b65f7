# Sidorna om konton: leverantörer, inloggning, funktioner.
