# Varför något inte görs, och vad man gör i stället. Meddelandets id är skälets ord
# (scanpost-core/src/objection.rs); $about är ett namn, ett nummer eller det som skrevs in.

no-such-account = Det finns inget konto ”{ $about }”.
    .next = `scanpost account list` visar de konton som finns.
no-such-device = Det finns ingen enhet ”{ $about }”.
    .next = `scanpost device list` visar de enheter som finns.
no-such-job = Det finns inget jobb { $about }.
    .next = `scanpost job list` visar de jobb som finns.

no-such-arrival = Det finns inget inkommet mejl { $about }.
    .next = Titta i listan över inkomna mejl: det kan ha lämnats vidare för länge sedan.

arrival-gone = Själva mejlet { $about } finns inte kvar: det har lämnats vidare eller tagits bort.
    .next = `scanpost receiving show { $about }` visar vad som har hänt med det.
arrival-not-waiting = Mejlet { $about } varken väntar eller ligger i karantän.
    .next = Titta på det igen: det lämnas vidare just nu, eller det har redan skett.

not-polled = Ingen brevlåda läses för { $about } just nu.
    .next = Välj ett konto för funktionen: under Inställningar, ”Funktionernas konton”, eller med `scanpost slot set { $about } NAMN`; eller vänta tills ändringen är klar.
not-a-receiving-function = ”{ $about }” är ingen funktion som tar emot.
    .next = De som gör det är internet-fax-receive, email-status, print-mail och delivery-reports.

account-exists = Det finns redan ett konto ”{ $about }”.
    .next = Välj ett annat namn, eller ta bort det kontot först.
no-such-slot = Det finns ingen plats ”{ $about }”.
    .next = Se vilka som finns: scanpost slot list
slot-has-account = Där är kontot ”{ $about }” redan valt.
    .next = Logga in det, eller välj inget först.
account-busy = Mejl från kontot ”{ $about }” väntar fortfarande och skulle gå förlorade med det.
    .next = Välj ett annat konto för det som skickar med det, så skickas de med det kontot; eller låt dem skickas, eller ta bort dem.
device-exists = Det finns redan en enhet ”{ $about }”.
    .next = Välj ett annat namn, eller ta bort den enheten först.
job-not-waiting = Bara ett jobb som väntar kan försökas igen, och det här jobbets tillstånd är: { $about }.
    .next = Släpp det om en person håller det kvar. Har det misslyckats, skanna igen; är det osäkert, fråga mottagaren först.
job-under-way = Mejlet skickas just nu.
    .next = Ta bort det när försöket är över.
job-not-held = Bara ett jobb som en person håller kvar kan släppas, och det här jobbets tillstånd är: { $about }.
    .next = Inget behöver göras.
mail-of-user = Mejlet i jobb { $about } är en användares eget. scanpost visar det för ingen.
    .next = Fråga användaren: efter inloggningen skickas det av sig självt och ligger i användarens egen brevlåda.
mail-gone = Mejlet i jobb { $about } finns inte kvar: jobbet är avslutat.
    .next = Leta efter det i avsändarens brevlåda hos leverantören, eller skanna igen.
jobs-too-many = Så många jobb ändras inte på en gång.
    .next = Välj högst { $about }, och sedan nästa.
changed-meanwhile = Någon annan har ändrat ”{ $about }” under tiden.
    .next = Se hur det ser ut nu och gör sedan din ändring igen.

account-name-invalid = ”{ $about }” kan inte vara namn på ett konto.
    .next = Använd bokstäver, siffror, punkter, bindestreck och understreck; börja med en bokstav eller siffra.
webhook-url-unsafe = Underrättelser kan inte skickas till ”{ $about }”.
    .next = Ange en adress som börjar med https://, utan användare och lösenord i den; http:// går bara till den här datorn.
webhook-secret-invalid = Det kan inte vara en webhooks hemlighet.
    .next = Använd bokstäver, siffror och tecken utan mellanrum, högst 1024.
webhook-secret-missing = Den sparade hemligheten hör till en annan mottagare och visas inte för den här.
    .next = Ange den nya mottagarens hemlighet. Har den ingen, spara först utan adress och sedan med den nya.
address-invalid = ”{ $about }” är ingen e-postadress.
    .next = Ange en som scans@example.com.
client-id-invalid = Det där kan inte vara en apps klient-ID hos { $about }.
    .next = Kopiera klient-ID:t från appens registrering där: det är varken appens namn eller dess hemlighet.
client-id-not-guid = Det där kan inte vara en apps klient-ID hos { $about }.
    .next = Kopiera ”Program-ID (klient)” från appregistreringens översikt: 32 siffror och bokstäver i fem grupper, som 00001111-aaaa-2222-bbbb-3333cccc4444.
client-id-missing = { $about } låter inte scanpost logga in utan klient-ID.
    .next = Registrera en app där och ange dess klient-ID.
job-number-invalid = ”{ $about }” är inte numret på ett jobb.
arrival-number-invalid = ”{ $about }” är inte numret på ett mejl som har kommit in.
    .next = `scanpost receiving arrivals` visar mejlen som har kommit in, med deras nummer.

tenant-invalid = ”{ $about }” är ingen klientorganisation.
    .next = Ange organisationens katalog-ID (tenant) eller någon av dess domäner, till exempel contoso.onmicrosoft.com.

client-secret-invalid = Det där kan inte vara en klienthemlighet.
    .next = Kopiera hemlighetens värde från appregistreringen, utan mellanslag före eller efter.

certificate-unreadable = Det där är inget certifikat i PEM-format.
    .next = Klistra in certifikatet och dess privata nyckel som text, med raderna BEGIN och END.

certificate-without-key = Certifikatets privata nyckel saknas, eller är låst med lösenord.
    .next = Klistra in även den privata nyckeln, utan lösenord; scanpost sparar den förseglad.

certificate-not-rsa = Nyckeln är ingen RSA-nyckel, och leverantören godtar ingen annan.
    .next = Skapa ett certifikat med en RSA-nyckel på minst 2048 bitar, eller låt scanpost skapa ett.

certificate-of-other-key = Den privata nyckeln hör till ett annat certifikat.
    .next = Klistra in certifikatet och nyckeln som skapades tillsammans.

provider-unreadable = Beskrivningen av leverantören går inte att läsa. Programmet som läser den säger: ”{ $about }”
    .next = Rätta den där.
provider-endpoint-unsafe = Adressen ”{ $about }” är inte säker för token: den måste börja med https och tydligt namnge värden.
    .next = Ange adressen så som leverantören dokumenterar den, utan användare, lösenord eller fragment. Enbart för den här datorn (localhost, 127.0.0.1, [::1]) är vanlig http tillåten.
limit-out-of-range = En av gränserna för vad som får skickas kan inte stämma.
    .next = Ange { $about }.
provider-ca-unreadable = Leverantörens CA-certifikat kan inte användas: { $about }.
    .next = Ange det i PEM, med raderna BEGIN och END.
provider-incomplete = Beskrivningen av leverantören saknar e-postserver eller omfång (scopes).
    .next = Ange smtp.host och oauth.scopes.
device-name-invalid = ”{ $about }” kan inte vara namn på en enhet.
    .next = Använd 1 till 64 bokstäver, siffror, blanksteg, punkter, bindestreck eller understreck; börja med en bokstav eller siffra.
device-address-invalid = ”{ $about }” är ingen adress till en enhet.
    .next = Ange enhetens namn eller IP-adress, till exempel 192.0.2.17, eller en skrivares adress som ipp://192.0.2.17/ipp/print. Enheten visar den i sina nätverksinställningar. Ange den utan användare och lösenord i den.
device-address-unknown = Ingen enhet hittas under namnet ”{ $about }”.
    .next = Ange IP-adressen i stället; enheten visar den i sina nätverksinställningar.
snmp-invalid = Enheten kan inte frågas med SNMP på det sättet.
    .next = Ange en port från 1 till 65535 (vanligen 161) och en community på högst 64 tecken (vanligen public).
search-not-possible = Det lokala nätverket kan inte genomsökas nu: { $about }
    .next = Ange skrivarens adress i stället. En sökning behöver ett nätverkskort som tillåter multicast.
device-user-invalid = ”{ $about }” kan inte vara användare för en enhet.
    .next = Använd 1 till 64 tecken, inga styrtecken.
device-user-taken = Enheten ”{ $about }” loggar redan in med den här användaren, från samma adresser.
    .next = Välj en annan användare, eller låt de båda komma från olika adresser.
device-without-user = Enheten ”{ $about }” har ingen användare och därför inget lösenord.
    .next = Ge den en användare först; då skapas ett lösenord.
device-range-invalid = ”{ $about }” är varken en adress eller ett adressintervall.
    .next = Skriv ett per rad, till exempel 192.0.2.17, 192.0.2.0/24 eller 2001:db8::/64.
device-range-wide = Intervallet { $about } är mycket brett: vem som helst inom det skulle kunna skicka e-post genom scanpost, utan lösenord.
    .next = Gör intervallet smalare, ge enheten en användare, eller bekräfta att det är avsikten.
device-ranges-too-many = Det här är fler intervall än en enhet kan ha.
    .next = Ange högst { $about }; ett bredare intervall kan ersätta flera.
sender-alias-invalid = ”{ $about }” är ingen e-postadress.
    .next = Skriv vad enheten skickar som och vad det blir: copier@old.example = copier@example.com. En per rad.
sender-aliases-number = Tabellen över avsändare är tom eller för lång.
    .next = Ange 1 till { $about } avsändare, eller välj en annan regel.
device-fetches-without-user = En enhet som hämtar e-post måste logga in, och den här har ingen användare.
    .next = Ge den en användare; då skapas ett lösenord. Eller låt den inte hämta e-post.
device-unidentified = Ingen skulle kunna skilja den här enheten från en främling.
    .next = Ange det adressintervall som den skickar från, till exempel 192.0.2.17/32, eller en användare.

no-such-user = Det finns ingen användare ”{ $about }”.
    .next = `scanpost user list` visar de användare som finns.

user-exists = Det finns redan en användare med adressen { $about }.
    .next = Ändra den, eller ange en annan adress.

user-name-invalid = ”{ $about }” kan inte vara en användares namn.
    .next = Använd 1 till 100 tecken, utan radbrytningar.

user-match-invalid = ”{ $about }” är inget som en enhet kan namnge en användare med.
    .next = Ange en e-postadress, eller det som står före @ i avsändaren som enheten anger.

user-matches-too-many = En användare kan ha högst { $about } andra namn.
    .next = Ange bara dem som enheterna verkligen skickar som.

user-match-taken = Två användare skulle dela { $about }.
    .next = Ge varje adress och varje namn till en enda användare.

too-many-users = scanpost sparar { $about } användare, och det skulle bli fler.
    .next = Ta bort användare som inte finns kvar, eller lägg till färre.

user-scans-wait = { $about } av användarens skanningar väntar på att skickas.
    .next = Ange om de ska behållas tills användaren kommer tillbaka, eller tas bort.

user-scans-under-way = En av användarens skanningar håller just på att skickas.
    .next = Vänta tills den har skickats, och ta bort användaren sedan.

account-name-of-users = ”{ $about }” kan inte vara ett kontos namn: namn som börjar med ”user.” tillhör användare.
    .next = Välj ett annat namn.

user-domain-invalid = ”{ $about }” är ingen domän för e-postadresser.
    .next = Ange det som står efter @, till exempel contoso.example, en per rad.

users-file-empty = Det finns ingen användare i filen.
    .next = Skriv en användare per rad: namn, adress och vid behov andra adresser, med kommatecken emellan.

users-file-too-large = Filen är större än { $about } MiB.
    .next = Importera användarna i flera filer.

user-line-short = Rad { $about } saknar adress.
    .next = Skriv en användare per rad: namn, adress och vid behov andra adresser, med kommatecken emellan.

user-line-name = Rad { $about } saknar ett namn som kan användas.
    .next = Skriv användarens namn först, 1 till 100 tecken.

user-line-address = Rad { $about }: det andra fältet är ingen e-postadress.
    .next = Rätta adressen och importera filen igen. Inget av den togs med.

user-line-match = Rad { $about }: en av de andra adresserna är ingen adress.
    .next = Ange e-postadresser, eller det som står före @. Inget av filen togs med.

user-line-long = Rad { $about }: fler andra adresser än så har ingen användare.
    .next = Utelämna dem som enheterna inte skickar som. Inget av filen togs med.

user-line-twice = Rad { $about }: en rad ovanför har redan detta.
    .next = Ge varje adress och varje namn till en enda användare. Inget av filen togs med.

user-line-quotes = Rad { $about } har ett citattecken där inget kan stå.
    .next = Spara tabellen som CSV igen. Inget av filen togs med.

sign-in-too-often = För många inloggningar har påbörjats.
    .next = Vänta { $about } minuter och försök igen. Om du inte påbörjade dem själv, säg till administratören.

ticket-unknown = Länken fungerar inte längre.
    .next = En länk fungerar en gång och i en kvart. Skriv i stället din e-postadress på sidan ”Mina skanningar” (/me).

visit-ended = Tiden på sidan är slut.
    .next = Skriv din e-postadress igen.

page-address-invalid = ”{ $about }” är ingen adress till sidor.
    .next = Ange den så som användarna öppnar den, till exempel https://scanpost.contoso.example.

no-such-administrator = Det finns ingen administratör ”{ $about }”.
    .next = Se listan över administratörer: på deras sida, eller med `scanpost administrator list`.
no-such-api-token = Det finns ingen API-nyckel ”{ $about }”.
    .next = Se listan över API-nycklar: på administratörernas sida, eller med `scanpost token list`.
administrator-exists = Det finns redan en administratör ”{ $about }”.
    .next = Välj ett annat namn.
api-token-exists = Det finns redan en API-nyckel ”{ $about }”.
    .next = Välj ett annat namn, eller dra in den nyckeln först.
last-administrator = ”{ $about }” är den enda administratören med alla behörigheter.
    .next = Ge någon annan alla behörigheter först.
too-many-accounts = Det finns redan { $about } konton; fler sparas inte.
    .next = Ta bort några som inte används längre. Kör en scanpost till om du behöver fler brevlådor än så.
too-many-devices = Det finns redan { $about } enheter; fler sparas inte.
    .next = Ta bort några som inte finns kvar, eller låt en post omfatta hela adressområdet för flera.
too-many-administrators = Det finns redan { $about } administratörer; fler sparas inte.
    .next = Ta bort några som inte behövs längre.
too-many-api-tokens = Det finns redan { $about } API-nycklar; fler sparas inte.
    .next = Dra in några som inte används längre.
set-up-done = scanpost är redan driftsatt.
    .next = Logga in. Saknar du lösenord kan en administratör skapa ett åt dig.
administrator-name-invalid = ”{ $about }” kan inte vara namn på en administratör.
    .next = Ta 1 till 64 bokstäver, siffror, mellanslag, punkter, bindestreck, understreck, @ eller +; börja med en bokstav.
api-token-name-invalid = ”{ $about }” kan inte vara namn på en API-nyckel.
    .next = Ta 1 till 64 bokstäver, siffror, mellanslag, punkter, bindestreck eller understreck; börja med en bokstav eller siffra.
set-up-code-wrong = Det här är inte driftsättningskoden.
    .next = Den står där scanpost startades, och är ny efter varje start.
password-too-short = Lösenordet är för kort.
    .next = Ta minst { $about } tecken; några ord blir ett bra lösenord.
password-too-long = Lösenordet är för långt.
    .next = Ta ett på högst { $about } byte.
password-too-common = Lösenordet är ett av dem som prövas först.
    .next = Ta några ord som inte hör ihop.
password-is-name = Lösenordet är knappt mer än namnet.
    .next = Ta några ord som inte hör ihop.
passwords-differ = De två lösenorden är inte likadana.
    .next = Skriv det nya lösenordet två gånger.
password-wrong = Det här är inte ditt nuvarande lösenord.
    .next = Skriv det som du loggade in med.
log-in-refused = Namnet eller lösenordet är fel.
    .next = Försök igen. Stora och små bokstäver är olika i ett lösenord.
log-in-needed = Det här kräver inloggning.
    .next = Logga in på sidan, eller skicka en API-nyckel: `Authorization: Bearer scp_…`.
api-token-unknown = API-nyckeln finns inte, eller har dragits in.
    .next = Skapa en ny på administratörernas sida, eller med `scanpost token add`.
log-in-too-often = Det blev för många felaktiga försök.
    .next = { $about ->
        [one] Försök igen om en minut.
       *[other] Försök igen om { $about } minuter.
    }
log-in-busy = För många loggar in just nu.
    .next = Försök igen om några sekunder.
privileges-beyond-own = Det här skulle ge eller röra behörigheter som du inte har själv.
    .next = Be en administratör med alla behörigheter.

host-invalid = ”{ $about }” är varken ett namn på eller en adress till en server.
    .next = Ange ett namn som smtp.example.com eller en IP-adress, utan ”://” och utan port.
number-invalid = Talet är inte tillåtet här.
    .next = Ange ett heltal i intervallet { $about }.
name-invalid = ”{ $about }” kan inte användas här.
    .next = Använd högst 64 tecken; inga styrtecken, och inget kolon i ett användarnamn.
network-invalid = ”{ $about }” är varken en adress som den här maskinen har eller något av dess nätverksgränssnitt.
    .next = Ange en adress som maskinen har eller namnet på ett gränssnitt, till exempel eth1. Lämna tomt så väljer systemet.
fax-pattern-invalid = Med ett nummer i är ”{ $about }” ingen e-postadress.
    .next = Skriv adressen som leverantören har uppgett, med ordet number inom klamrar en gång där numret ska stå.
fax-country-code-missing = ”{ $about }” tar nummer med landsnummer, och inget landsnummer är inställt.
    .next = Ange landsnumret för nummer som slås utan det, till exempel 46.
fax-prefix-invalid = ”{ $about }” kan inte slås före ett nummer.
    .next = Ange bara siffror: högst tre för ett landsnummer, utan 0 först; högst fem för de andra.
fax-prefixes-alike = Med ”{ $about }”, som slås före ett landsnummer, börjar också varje nummer i det egna landet.
    .next = Ange det som slås för samtal till utlandet, till exempel 00 eller 011.
fax-range-invalid = Inget nummer kan vara ”{ $about }”.
    .next = Skriv ett nummer, eller dess början och en stjärna: +46*, 08*, eller * för alla nummer. Är ett landsnummer inställt börjar du med + eller med det som slås före ett riktnummer.
fax-range-denied = Alla nummer i ”{ $about }” hör till dem som inte får faxas.
    .next = Ta bort det bland tillåtna nummer, eller gör de nekade färre.
fax-numbers-missing = Ingen skulle kunna få fax: inget nummer är tillåtet.
    .next = Skriv * för att tillåta alla nummer, eller början av nummer som +46*.
fax-domain-invalid = ”{ $about }” kan inte stå efter @ i en adress.
    .next = Ange ett ord som fax, eller en domän.
fax-domain-of-account = Människor har e-postadresser på ”{ $about }”: ett av scanposts konton finns där.
    .next = Ange ett eget ord, till exempel fax: allt som skickas till den domänen tas för ett faxnummer.
fax-cover-invalid = Försättstexten är längre än { $about } byte, eller har klamrar runt ett ord som inte är känt.
    .next = Korta den; inom klamrar finns orden sender, device och subject.
fax-path-invalid = Mappen ligger inte inom { $about }.
    .next = Ange en sökväg under den, till exempel kontor, utan ”..”. Var mappar för fax får ligga anges vid starten: serve --fax-folders.
fax-way-unknown = Fax kan inte gå till ”{ $about }”.
    .next = Välj folder, printer eller mail.
status-word-invalid = ”{ $about }” kan inte vara ett ord i ett ämne.
    .next = Ta högst 64 tecken; inget av dem ett styrtecken.
fax-address-missing = Ingen är angiven som ska få faxen.
    .next = Ange minst en e-postadress.
no-such-print = Det finns inget blad { $about } på väg till en skrivare, och inget som nyss gick dit.
    .next = Se efter om det har skrivits ut; om inte, skriv ut bladet igen.
no-panel-printer = Ingen skrivare är vald för kontrollpanelen.
    .next = Administratören: välj en under Inställningar → Kontrollpanel.
panel-range-wide = Området { $about } är mycket brett: alla i det skulle se kontrollpanelen utan inloggning.
    .next = Ange panelernas adresser, till exempel 192.0.2.17 eller 192.0.2.0/24.
print-under-way = Ett statusblad är redan på väg till { $about }.
    .next = Titta på skrivaren: den kanske behöver papper. Bladet skrivs ut när den fortsätter.
too-many-prints = { $about } blad är redan på väg till skrivare.
    .next = Vänta tills ett av dem är utskrivet och försök sedan igen.
printer-uri-invalid = ”{ $about }” är inte en skrivares adress.
    .next = Ange den som ipp://skrivare.example.com/ipp/print, eller med ipps://, utan användare och lösenord i den.
sender-entry-invalid = ”{ $about }” är varken en e-postadress eller en domän.
    .next = Ange en adress som anna@example.com, eller @example.com för alla där.
too-many-entries = Det är fler än { $about } poster.
    .next = Ta bort några; @example.com står för alla adresser i en domän.
proxy-password-missing = Lösenordet för ”{ $about }” hos den här proxyn är inte känt.
    .next = Ange det. Det sparade hör till en annan proxy eller användare och visas inte för den här.
ca-unreadable = Certifikatet kan inte användas: { $about }.
    .next = Ange det i PEM-format, med raderna BEGIN och END.
too-many-authorities = Fler än { $about } importerade certifikat sparas inte.
    .next = Ta bort några som inte längre behövs.
no-such-authority = Det finns inget importerat certifikat med fingeravtrycket ”{ $about }”.
    .next = Sidan med e-postinställningar visar dem som finns.
slot-account-unknown = Det finns inget konto ”{ $about }” att välja.
    .next = Välj ett som finns, eller lägg till det först.
settings-unreadable = Inställningsfilen kan inte läsas. Programmet som läser den säger: ”{ $about }”
    .next = Rätta den, eller exportera inställningarna på nytt och utgå från den filen.
settings-of-another-schema = Inställningsfilen har schema { $about }, som den här versionen av scanpost inte känner till.
    .next = Importera den med den version som skrev den, eller en nyare.

tokens-elsewhere = Det här avgör var scanpost visar kontonas åtkomsttoken, så det kräver behörigheten ”Konton och inloggning” utöver ”E-postinställningar”.
    .next = Låt det vara som det var, eller be en administratör som har båda.

not-permitted = Du får inte ändra detta; det kräver behörigheten ”{ $about }”.
    .next = Be en administratör med full behörighet.

profile-unknown = Den profilen finns inte: { $about }.
    .next = Välj en av dem.

fixed-by-profile = Det här är fast { $about } med OAuth 2.0 för skrivarna i den valda profilen.
    .next = Ange det, eller välj en annan profil under Inställningar → Utseende.
