# Hjälpen till varje kommando, och vad programmet svarar när kommandoraden inte går att förstå.
#
# Ett kommandos text står under help-<kommando>, argumentens texter som attribut. Ett argument som
# flera kommandon delar står en gång, vid meddelandet ovanför (help-account, help). .more sägs nedanför
# kommandots text. value-… är det som står för ett värde.

help = OAuth 2.0-systemet för e-post från skrivare och skannrar.
    .more =
        Skrivare skickar sina skanningar till scanpost med vanlig SMTP. scanpost förvarar varje skanning säkert och levererar den genom Exchange Online, Outlook.com eller en annan leverantör med OAuth 2.0.

        `scanpost demo` visar det hela utan klientorganisation (tenant), `scanpost serve` kör gatewayen.

        Slutkoder: 0 klart, 1 misslyckat, 2 gick inte att förstå, 3 kontot, enheten eller jobbet finns inte.
    .data = Mappen med allt som scanpost sparar.
    .language = Språket i texter för människor. Utan detta terminalens (LC_ALL, LC_MESSAGES, LANG).
    .json = Skriv ut JSON. Nycklar och koder är desamma på alla språk.
    .log_level = Hur mycket som loggas.
    .log_form = I vilken form.
    .help = Visa den här hjälpen.
    .version = Visa versionen.
help-help = Visa hjälpen till ett kommando.

help-serve = Kör gatewayen tills den får order att sluta (Ctrl-C eller SIGTERM).
    .more = När den ska sluta tar den inte emot något nytt, och mejl som är på väg får 5 sekunder på sig att komma fram. Mottagna mejl är sparade och skickas efter nästa start.
    .smtp = Där enheter ansluter, med STARTTLS på begäran.
    .smtps = Där enheter ansluter som krypterar från första byten.
    .web = Var sidan finns. Inom den här maskinen är det vanlig HTTP; överallt annars, och med ett certifikat, HTTPS.
    .hostname = Namnet som scanpost hälsar enheter med.
    .largest_mail = Det största mejl som tas emot, i MiB.
    .disk_reserve = Det som måste vara ledigt på disken innan ett mejl påbörjas, i MiB.
    .tls_cert = Certifikatkedjan som visas för enheter, i PEM. Utan den skapas ett certifikat.
    .tls_key = Certifikatets privata nyckel, i PEM.
    .web_certificate = Certifikatkedjan som webbläsare får se, i PEM. Utan den skapas en, och dess fingeravtryck skrivs ut. SIGHUP gör att den läses igen.
    .web_key = Den privata nyckeln till det certifikatet, i PEM.
    .json = Skriv ut adresserna som en rad JSON.

help-sandbox = Kör en låtsasleverantör: inloggning, SMTP, POP3 och en sida som visar brevlådorna.
    .web = Där sidorna för inloggning och brevlådor finns. Alla som når dem får använda dem.
    .smtp = Där mejl lämnas in, med STARTTLS.
    .pop3 = Där mejl hämtas, krypterat från första byten.
    .mailbox = En brevlåda. Kan anges flera gånger.
    .seed = Avgör det som annars är slumpen, till exempel hur länge en token gäller.
    .with = En dålig dag att börja med, med dess namn på sandlådans sida. Kan anges flera gånger.
    .with-security-defaults = Säkerhetsstandarder (security defaults) avvisar enhetskoder i webbläsaren (AADSTS530035)
    .with-security-defaults-at-poll = Säkerhetsstandarder (security defaults) avvisar enhetskoder först när appen frågar (AADSTS530035)
    .with-ca-blocks-device-code = Villkorsstyrd åtkomst avvisar enhetskoder i webbläsaren (AADSTS53003)
    .with-ca-blocks-device-code-at-poll = Villkorsstyrd åtkomst avvisar enhetskoder först när appen frågar (AADSTS53003)
    .with-ca-blocks-refresh = Villkorsstyrd åtkomst avvisar förnyelse av det som kom från en enhetskod (AADSTS530036)
    .with-ca-blocks-sign-in = Villkorsstyrd åtkomst avvisar varje inloggning och förnyelse (AADSTS53003)
    .with-public-client-flows-off = Appen tillåter inte offentliga klientflöden (AADSTS7000218)
    .with-consent-withdrawn = Medgivandet är borta tills någon medger igen (AADSTS65001)
    .with-admin-consent-needed = Bara en administratör kan ge medgivande (AADSTS90094)
    .with-client-secret-expired = Klienthemligheterna har gått ut (AADSTS7000222)
    .with-no-mailbox-permission = Tjänstens huvudnamn får inte öppna någon brevlåda (535 5.7.3 för token för bara appen)
    .with-gmail = Leverantören talar som Gmail
    .with-clock-ahead = Leverantörens klocka går tio minuter före (AADSTS700024 för klientintyg, assertions)
    .with-clock-behind = Leverantörens klocka går tio minuter efter (AADSTS700024 för klientintyg, assertions)
    .with-user-disabled = Alla användare är inaktiverade (AADSTS50057)
    .with-user-locked = Alla användare är utelåsta från inloggning (AADSTS50053)
    .with-password-expired = Alla användares lösenord har gått ut (AADSTS50055)
    .with-mfa-needed = En andra faktor krävs: äldre inloggningar upphör (AADSTS50076)
    .with-user-not-assigned = Ingen användare är tilldelad appen (AADSTS50105)
    .with-short-codes = En enhetskod gäller i tio sekunder
    .with-slow-down = Den som frågar för tidigt får slow_down
    .with-strict-rotation = En förnyelsetoken fungerar en gång; används den igen återkallas inloggningen
    .with-keeps-refresh-token = En förnyelse ger ingen ny förnyelsetoken
    .with-short-tokens = En åtkomsttoken gäller i en minut
    .with-bare-invalid-grant = Nästa förnyelse avvisas med invalid_grant och inget mer
    .with-errors-with-200 = Ett OAuth-fel kommer med HTTP 200
    .with-numbers-as-strings = Tal i OAuth-svar är strängar
    .with-no-interval = Svaret med enhetskoden anger inget intervall
    .with-verification-uri-complete = Svaret med enhetskoden har en adress som innehåller koden
    .with-scope-encoded = Det beviljade omfånget är procentkodat
    .with-scope-missing = Det beviljade omfånget utelämnas
    .with-sign-in-away = Tokenadressen är borta (503)
    .with-sign-in-busy = Tokenadressen är upptagen (429, kom tillbaka om 30 sekunder)
    .with-sign-in-hangs = Tokenadressen svarar inte
    .with-sign-in-resets = Tokenadressen bryter mitt i sitt svar
    .with-sign-in-html = Tokenadressen svarar med en sida för människor (502)
    .with-pages-slow = Inloggningssidorna tar tre sekunder
    .with-pages-broken = Inloggningssidorna misslyckas (500)
    .with-pages-hang = Inloggningssidorna kommer aldrig
    .with-recipient-refused = Mottagare nobody@… finns inte (550 5.1.10)
    .with-recipient-deferred = Mottagare later@… skjuts upp (451 4.7.500)
    .with-auth-refused = Varje SMTP-inloggning avvisas (535 5.7.3)
    .with-smtp-auth-off-for-tenant = SMTP AUTH är avstängt för klientorganisationen (535 5.7.139)
    .with-smtp-auth-off-for-mailbox = SMTP AUTH är avstängt för brevlådan (535 5.7.139)
    .with-no-licence = Brevlådan saknar licens (451 4.7.0 PRX4 på varje mejl)
    .with-send-as-denied = Brevlådan får inte skicka som den här avsändaren (554 5.2.252 efter mejlet)
    .with-mail-away = SMTP är inte tillgängligt (421 4.3.2 i stället för en hälsning)
    .with-mail-hangs = SMTP tar emot anslutningen och säger ingenting
    .with-mail-slow = SMTP tar två sekunder för varje mottagare
    .with-drop-in-body = Nästa mejl bryts av mitt i
    .with-drop-before-250 = Nästa mejl sparas, men dess 250 kommer aldrig fram
    .registration = Hur appen är registrerad, som JSON: `redirects`, `secrets`, `certificates`.
    .provider_file = Skriv sandlådans leverantörsfil hit, för `scanpost account add --provider`.
    .json = Skriv ut adresserna som en rad JSON.

help-demo = Se huvuduppgiften: en skanning går från en skrivare genom scanpost till en brevlåda.
    .file = Filen som ska skickas. Utan den skickas en liten skanning som följer med.
    .once = Sluta när mejlet ligger i brevlådan, med 0 om bilagan är densamma till sista byten.
    .manual = Låt en person godkänna inloggningen på sandlådans sida.
    .json = Skriv ut ett JSON-objekt på sista raden, hur det än går.

help-account = Brevlådorna som scanpost skickar för.
    .name = Kontot, till exempel `scans`.
    .client_id = ID för appen som är registrerad hos leverantören.
    .tenant = Klientorganisationen (tenant) hos Microsoft: dess ID eller domän.
    .way = Sättet att logga in.
    .receive = Om även e-post ska tas emot.
    .client_secret_file = Filen med appens hemlighet; - är standard in.
    .certificate = Filen med ett certifikat och dess privata nyckel i PEM; - är standard in.
    .make_certificate = Skapa ett nyckelpar och dess certifikat.
help-account-add = Lägg till en brevlåda. Ingen är inloggad ännu.
    .name = Vad kontot ska heta, till exempel `scans`.
    .address = Brevlådan.
    .provider = exchange-online, outlook, gmail eller en fil som beskriver en annan leverantör.
help-account-change = Ändra hur ett konto loggar in. Det som inte anges förblir som det är.
help-account-list = Visa alla konton.
help-account-show = Visa ett konto: tokenstatus, anslutningsstatus, vad som måste göras.
help-account-sign-in = Logga in och vänta tills det är klart: med en kod, i en webbläsare eller som app.
    .paste = I webbläsaren: ange den sista sidans adress här i stället för att vänta på den.
help-account-check = Logga in på e-postservern nu och tala om hur det gick.
help-account-consent = Visa adressen där en administratör i klientorganisationen samtycker för alla användare.
help-account-certificate = Visa certifikatet som ska laddas upp hos leverantören.
help-account-sign-out = Logga ut: raderar kontots token. Mejl väntar tills någon loggar in igen.
help-account-remove = Ta bort ett konto som inte har några väntande mejl.

help-device = Skrivarna och skannrarna som får skicka.
    .name = Enheten, till exempel `copier`.
help-device-add = Lägg till en enhet, känd genom sin adress, genom användare och lösenord eller båda.
    .name = Vad enheten ska heta, till exempel `copier`.
    .range = Adresserna som den skickar från. Kan anges flera gånger.
    .user = Användaren som den loggar in med. Ett lösenord skapas och visas denna enda gång.
    .tls = Om den måste kryptera.
    .account = Kontot som dess mejl skickas med. Utan detta de sändande funktionernas.
    .wide = Att ett mycket brett intervall är avsikten: främlingar inom det kan skicka utan lösenord.
help-device-show = Visa en enhet: varifrån den får skicka, och vad som senast sågs av den.
help-device-edit = Ändra en enhet. Det som inte anges blir som det är.
    .range = Adresserna som den skickar från, i stället för dem som den har. Kan anges flera gånger.
    .any_address = Den får skicka varifrån som helst; då behöver den en användare.
    .user = Användaren som den loggar in med. En enhet som inte hade någon får ett lösenord, som visas denna enda gång.
    .no_user = Adressen ensam gör den känd. Dess lösenord upphör.
    .tls = Om den måste kryptera.
    .account = Kontot som dess mejl skickas med.
    .first_account = Dess mejl skickas med de sändande funktionernas konto.
    .wide = Att ett mycket brett intervall är avsikten: främlingar inom det kan skicka utan lösenord.
help-device-new-password = Skapa ett nytt lösenord, som visas denna enda gång. Det gamla upphör genast.
help-device-strangers = Visa adresserna som ingen enhet svarar för och som avvisats sedan starten, högst 50.
help-device-list = Visa alla enheter.
help-device-remove = Ta bort en enhet. Den avvisas från och med då.

help-job = Skanningarna som har tagits emot, och vad som blev av dem.
    .id = Jobbet, med numret som `scanpost job list` visar.
help-job-list = Visa jobb, de nyaste först.
    .state = Bara jobb i detta tillstånd.
    .account = Bara jobb som hör till detta konto.
    .device = Bara jobb från denna enhet.
    .search = Bara jobb med detta i en mottagare, avsändaren eller enheten, eller vars nummer börjar så. Söker bland 20 000 jobb; fortsätt med --before.
    .period = Bara jobb från den senaste timmen (hour), det senaste dygnet (day), de senaste 7 dagarna (week) eller 30 dagarna (month).
    .before = Bara jobb som är äldre än detta.
    .most = Högst så många.
    .csv = Skriv en tabell för kalkylprogram (CSV) med allt som passar in.
help-job-show = Visa allt som har hänt med ett jobb.
help-job-retry = Försök nu med ett väntande jobb.
help-job-hold = Håll kvar ett väntande jobb tills någon släpper det.
help-job-release = Släpp ett kvarhållet jobb.
help-job-download = Skriv ett jobbs mejl till en fil. Vem som gör det antecknas.
    .to = Filen. En som redan finns skrivs inte över.
help-job-delete = Ta bort ett jobb och dess mejl.

help-administrator = De som kan logga in på sidan.
    .name = Administratören, till exempel `anna`.
    .may = Vad personen får ändra; kan anges flera gånger. Utan den allt.
    .look_only = Personen får titta, men inte ändra något.
    .password_stdin = Läs lösenordet från första raden på standard in. Utan den skapas ett som visas en enda gång.
help-administrator-add = Lägg till en administratör.
    .may-accounts = Konton och deras inloggning
    .may-mail-settings = E-postinställningar
    .may-devices = Enheter
    .may-jobs = Försöka, hålla, släppa och ta bort jobb
    .may-job-contents = Hämta mejl
    .may-administrators = Administratörer, API-nycklar, alla inställningar, granskningsloggen
help-administrator-list = Visa alla administratörer med vad de får ändra.
help-administrator-reset-password = Ge en administratör ett annat lösenord. Den som är inloggad med det gamla loggas ut.
help-administrator-remove = Ta bort en administratör. Personen loggas ut genast.

help-token = API-nycklar, för program som frågar.
    .name = Nyckeln, till exempel `monitoring`.
    .may = Vad den som använder nyckeln får ändra; kan anges flera gånger. Utan den allt.
    .look_only = Den som använder nyckeln får titta, men inte ändra något.
help-token-add = Skapa en API-nyckel, som visas en enda gång.
    .may-accounts = Konton och deras inloggning
    .may-mail-settings = E-postinställningar
    .may-devices = Enheter
    .may-jobs = Försöka, hålla, släppa och ta bort jobb
    .may-job-contents = Hämta mejl
    .may-administrators = Administratörer, API-nycklar, alla inställningar, granskningsloggen
help-token-list = Visa alla API-nycklar med vad de som använder dem får ändra.
help-token-remove = Dra in en API-nyckel. Nästa begäran med den nekas.

help-slot = Vilket konto varje funktion hos enheterna använder.
    .slot = Funktionerna som delar det.
help-slot-list = Lista alla funktioner med deras konton.
help-slot-set = Välj kontot för en plats.
    .slot-sending = allt som skickar
    .slot-fax-server = faxservern
    .slot-internet-fax-receive = mottagning av internetfax
    .slot-email-status = status per e-post
    .account = Kontot, till exempel `scans`.
    .none = Välj inget.

help-settings = Det som är inställt för hela platsen.
    .file = Inställningsfilen, i TOML.
help-settings-show = Visa e-postinställningarna.
help-settings-export = Skriv alla inställningar, konton och enheter som TOML; utan fil till terminalen.
    .more = Inga lösenord och inga inloggningar står där i klartext.
help-settings-import = Lägg till och ändra det som en fil nämner; allt annat förblir som det är.
    .more = Med - som fil läses den från standard in.
    .dry_run = Visa bara vad som skulle ändras.

help-status = Läget i korthet.
help-page = En länk till sidan. Den fungerar en gång, inom tio minuter.

## Rubriker och etiketter

help-heading-usage = Användning
help-heading-commands = Kommandon
help-heading-arguments = Argument
help-heading-options = Alternativ
help-heading-example = Exempel
help-options = ALTERNATIV
help-command = KOMMANDO
help-variable = variabel: { $value }
help-default = standard: { $value }
help-possible = möjliga: { $value }

## Det som står för ett värde

value-account = KONTO
value-address = ADRESS
value-answer = SVAR
value-dir = MAPP
value-file = FIL
value-file-pdf = FIL.pdf
value-floor = LÄGSTA
value-form = FORM
value-id = ID
value-language = SPRÅK
value-level = NIVÅ
value-mib = MIB
value-name = NAMN
value-name-file = NAMN|FIL
value-number = TAL
value-period = TIDSPERIOD
value-privilege = BEHÖRIGHET
value-range = INTERVALL
value-state = TILLSTÅND
value-tenant = ORGANISATION
value-text = SÖKORD
value-user = ANVÄNDARE
value-way = SÄTT

## Går inte att förstå

misuse-unknown-argument = ”{ $argument }” kan inte anges här.
misuse-unknown-command = Det finns inget kommando ”{ $command }”.
misuse-value-missing = { $argument } behöver ett värde.
misuse-value-wrong = ”{ $value }” passar inte till { $argument }.
misuse-missing = Något som måste anges saknas: { $argument }.
misuse-twice = { $argument } kan bara anges en gång.
misuse-conflict = { $argument } och { $other } kan inte anges tillsammans.
misuse-not-text = På kommandoraden finns byte som inte är text i UTF-8.
misuse-unclear = Kommandoraden går inte att förstå.
misuse-suggestion = Menade du ”{ $suggestion }”?
misuse-possible = Ange något av följande: { $possible }.
misuse-help = `{ $command } --help` visar vad som kan anges.

slip-account = Använd 1 till 64 bokstäver, siffror, punkter, bindestreck eller understreck; börja med en bokstav eller siffra.
slip-address = Ange en adress och en port, till exempel 127.0.0.1:8025.
slip-range = Ange ett intervall som 192.0.2.0/24, eller en adress.
slip-number = Ange ett heltal från { $least } till { $most }.
slip-job = Ett jobbs nummer har 32 hexadecimala siffror. `scanpost job list` visar de jobb som finns.
slip-keeps-nothing = Det här kommandot sparar inget: utelämna --data.
