# Sidorna om inloggning, administratörer, API-nycklar och granskningslogg.
