# Statusbladet: utskrivet, på en sida, i ett mejl.

status-mail-subject = Status för scanpost på { $host }
sheet-none = inget

sheet-scanpost = scanpost
sheet-version = Version
sheet-now = Bladets datum
sheet-since = Igång sedan
sheet-disk = Ledigt på disken

# Ett för varje e-postserver. $of är vad den används till: Sändning, Faxserver eller några enheter.
sheet-mail-server = E-postserver: { $of }
sheet-authentication = Autentiseringsmetod
sheet-service = E-posttjänst
sheet-status = Aktuell status
sheet-log-in = Senaste inloggning på servern
sheet-log-in-well = { $at }: gick bra
sheet-log-in-badly = { $at }: { $why }
sheet-held = väntar på en åtgärd sedan { $since }: { $why }
sheet-rests = en gräns är nådd: väntar till { $until }
sheet-account = Autentiserat konto
sheet-password = Lösenord för autentisering
sheet-not-used = används inte med OAuth 2.0
sheet-sender = Avsändarens e-postadress
sheet-mailbox = Brevlåda
sheet-smtp = SMTP-serverns adress
sheet-smtp-port = SMTP-serverns portnummer
sheet-secondary = Sekundär SMTP-server
sheet-secondary-port = Dess portnummer
sheet-secure = Säker anslutning
sheet-validation = Certifikatvalidering
sheet-switched-on = på
sheet-switched-off = av: e-postservrar behöver inte visa vilka de är
sheet-pop = POP3-serverns adress
sheet-pop-port = POP3-serverns portnummer

sheet-receiving = Mottagning
sheet-functions = Funktioner som används
sheet-every = { $minutes ->
    [1] varje minut
   *[other] var { $minutes }:e minut
}
sheet-polled-well = senaste hämtning { $at }: gick bra, { $waiting } mejl återstår
sheet-polled-badly = senaste hämtning { $at }: { $why }
sheet-not-polled = hämtas inte: { $why }
sheet-never-polled = inte hämtat sedan starten
sheet-arrivals-waiting = Mejl som väntar på att lämnas vidare
sheet-arrivals-quarantined = Mejl i karantän

sheet-network = Nätverk
sheet-host = Värdnamn
sheet-addresses = Egna adresser
sheet-listens = Lyssnar efter { $what }
sheet-proxy = Proxy
sheet-exit = Väg ut
sheet-exit-system = som systemet väljer

sheet-jobs = Jobb
sheet-last-accepted = Senaste mejl från en enhet
sheet-last-delivered = Senast levererade mejl

sheet-faults = Senaste fel
sheet-last-faults = Fel

sheet-devices = Enheter
sheet-devices-count = Antal
sheet-devices-more = Och ytterligare
sheet-seen = senast sedd { $at }
sheet-never-seen = inte sedd än
