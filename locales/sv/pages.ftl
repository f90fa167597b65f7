# Gatewayens sidor.

skip-to-content = Hoppa till innehållet
this-gateway = Den här gatewayen
choose-language = Språk
copy = Kopiera
copied = Kopierad
cancel = Avbryt
opens-new-window = (öppnas i ett nytt fönster)
nav = Huvudmeny
nav-status = Status
back-to-status = Tillbaka till statussidan

## Läget i korthet

summary-ready = Redo att skicka
summary-no-account = Inget konto än
summary-sign-in-needed = Ett konto väntar på inloggning
summary-signing-in = Inloggning pågår
summary-no-device = Ingen skrivare får skicka än
status-without-device = Skrivare avvisas tills scanpost känner till dem.
summary-resting = Mejl väntar på att en gräns ska upphöra
summary-trouble = Något behöver åtgärdas
without-account = Enheter avvisas: inget konto är valt för deras mejl.
without-account-next = Välj det konto som skickar för dem.
without-account-to-settings = Till funktionernas konton
users-without-consent = Användare kan inte logga in och deras skanningar väntar: organisationen har inte samtyckt till appen.
users-without-consent-next = Låt en administratör i organisationen samtycka; skanningarna skickas sedan av sig själva.
users-without-consent-to-users = Till användarna
summary-counts = Väntar: { $waiting } · Levererade: { $delivered } · Misslyckade: { $failed }

## Konton

accounts-title = Konton
accounts-none = scanpost har inget konto att skicka e-post med än.
account-token = Tokenstatus
account-connection = Anslutningsstatus
account-receiving = Anslutningsstatus, brevlåda (POP3)
account-connected = Ansluten
account-not-connected = Misslyckades
account-not-tried = Inte prövad än
account-signed-in-as = Inloggad som
account-signed-in = Inloggad
account-refreshed = Senast förnyad
account-next-refresh = Förnyas nästa gång
account-held = Utskick pausade sedan
account-rests = Utskicken vilar vid en gräns till

## Logga in och ut

sign-in = Logga in
sign-in-again = Logga in igen
sign-in-new-code = Hämta en ny kod
sign-in-connects = Det ansluter { $address } till gatewayen { $gateway }.
sign-in-binds = Fortsätt bara om det är du själv som har påbörjat inloggningen. Det här ansluts:
sign-in-mailbox = Brevlåda
sign-in-account = Konto i scanpost
sign-in-open = Öppna leverantörens sida:
sign-in-enter = Ange den här koden där:
sign-in-approve = Logga in som { $address } och godkänn.
sign-in-qr = Eller öppna sidan med en telefon. Koden anges även där.
sign-in-qr-label = QR-kod till leverantörens sida
sign-in-valid = Koden gäller i ytterligare
sign-out = Logga ut
sign-out-title = Logga ut { $address }?
sign-out-text = scanpost raderar kontots token. Skanningar tas emot även i fortsättningen, men de väntar tills någon loggar in igen. Vill du avsluta sessionerna även hos leverantören återkallar du dem där.
sign-out-yes = Ja, logga ut
sign-out-no = Nej, förbli inloggad

## Jobb

jobs-title = Jobb
jobs-none = Ingen skanning har kommit in än.
jobs-more = Alla jobb
job-to-one-more = { $first } och { $more ->
    [one] en till
   *[other] { $more } till
}
job-next-attempt = Nästa försök
job-retry = Försök igen nu
job-delete = Ta bort
job-delete-title = Ta bort det här mejlet?
job-delete-text = Mejlet till { $recipients } tas bort för gott. Mottagare som ännu inte har fått det får det inte.
job-delete-done-text = Uppgiften om mejlet till { $recipients } tas bort ur listan.
job-delete-yes = Ja, ta bort
job-delete-no = Nej, behåll det
job-device = Enhet
job-account = Konto
job-sender = Avsändare
job-no-sender = ingen (ett automatiskt meddelande)
job-size = Storlek
job-accepted = Mottaget
job-number = Jobbnummer
job-recipients = Mottagare
job-story = Vad som hänt
job-route-tls = Kryptering
job-route-login = Inloggning

## Ett fel

trouble-details = Uppgifter för support
trouble-code = Felkod

## Gatewayen

gateway-title = Den här gatewayen
gateway-listens = Lyssnar på
gateway-devices = Kända enheter
gateway-free = Ledigt på disken
gateway-started = I gång sedan
gateway-version = Version

## Meddelanden

notice-failed = Det gick inte
notice-not-found = Här finns inget
notice-not-found-text = Sidan, kontot eller jobbet finns inte, eller finns inte längre.
notice-wrong-code = Länken fungerar inte
notice-wrong-code-text = Den har redan använts eller är äldre än tio minuter. Skapa en ny på datorn där scanpost körs:
notice-too-many = För många försök
notice-too-many-text = Vänta en minut. Skapa sedan en ny länk på datorn där scanpost körs:
notice-foreign = Begäran avvisades
notice-foreign-text = Den kom från en annan webbplats. Gjorde du den själv, öppna scanposts sida igen och gör om det där.

## API:et

api-unknown = API:et känner inte till den här begäran.
    .next = Slå upp sökväg och metod i API:ets beskrivning: /api/v1/openapi.json.
api-too-large = Begäran är för stor.
    .next = Skicka mindre på en gång. API:ets beskrivning säger hur mycket en begäran får rymma: /api/v1/openapi.json.
api-unreadable = Begäran kan inte läsas. Programmet som läser den säger: ”{ $words }” Inget har ändrats.
    .next = Rätta den efter API:ets beskrivning, /api/v1/openapi.json, och skicka den igen.
api-hostless = Begäran säger inte vilken värd den är till, eller nämner flera.
    .next = Skicka den med ett enda Host-huvud. En proxy på vägen kan ha lagt till ett till.
api-foreign = Begäran kom från en annan webbplats och avvisades därför.
    .next = Öppna scanposts sida igen och gör om det där; program visar en API-token.

## Statusbladet

sheet-page-title = Statusblad
gateway-sheet = Läs eller skriv ut det
sheet-page-pdf = Som PDF
sheet-page-print-title = På en skrivare
sheet-page-printer = Skrivarens adress
sheet-page-printer-hint = Till exempel ipp://skrivare.example.com/ipp/print. Den sparas inte.
sheet-page-print = Skriv ut
sheet-page-printing = Skrivs ut
sheet-page-waits = Skrivaren väntar
sheet-page-printed = Utskrivet
sheet-page-failed = Inte utskrivet
sheet-page-back = Tillbaka till bladet
