# Vad programmet skriver ut för människor; .next är vad de ska göra. Det som kommer från annat håll
# ($why från systemet, till exempel) står där som det kom.

## Systemet

threads-missing = Programmet kan inte starta sina trådar: { $why }.
    .next = Frigör minne eller höj gränsen för antalet processer, och starta det igen.
signals-unheard = Programmet kan inte höra signaler: { $why }.
    .next = Frigör minne och starta det igen.

## serve

serve-devices = Enheter skickar till
serve-or = eller
serve-page = Sidan
serve-starttls = STARTTLS på begäran
serve-tls = TLS
serve-get-link = skapa en länk: scanpost page
