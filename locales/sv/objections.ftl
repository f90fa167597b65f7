# Varför något inte görs, och vad man gör i stället. Meddelandets id är skälets ord
# (scanpost-core/src/objection.rs); $about är ett namn, ett nummer eller det som skrevs in.

no-such-account = Det finns inget konto ”{ $about }”.
    .next = `scanpost account list` visar de konton som finns.
no-such-device = Det finns ingen enhet ”{ $about }”.
    .next = `scanpost device list` visar de enheter som finns.
no-such-job = Det finns inget jobb { $about }.
    .next = `scanpost job list` visar de jobb som finns.

account-exists = Det finns redan ett konto ”{ $about }”.
    .next = Välj ett annat namn, eller ta bort det kontot först.
account-busy = Mejl från kontot ”{ $about }” väntar fortfarande och skulle gå förlorade med det.
    .next = Låt dem skickas, eller ta bort dem först.
device-exists = Det finns redan en enhet ”{ $about }”.
    .next = Välj ett annat namn, eller ta bort den enheten först.
job-not-waiting = Bara ett jobb som väntar kan försökas igen, och det här jobbets tillstånd är: { $about }.
    .next = Har det misslyckats, skanna igen.
job-under-way = Mejlet skickas just nu.
    .next = Ta bort det när försöket är över.
changed-meanwhile = Någon annan har ändrat ”{ $about }” under tiden.
    .next = Se hur det ser ut nu och gör sedan din ändring igen.

account-name-invalid = ”{ $about }” kan inte vara namn på ett konto.
    .next = Använd bokstäver, siffror, punkter, bindestreck och understreck; börja med en bokstav eller siffra.
address-invalid = ”{ $about }” är ingen e-postadress.
    .next = Ange en som scans@example.com.
client-id-missing = { $about } låter inte scanpost logga in utan klient-ID.
    .next = Registrera en app där och ange dess klient-ID.
job-number-invalid = ”{ $about }” är inte numret på ett jobb.
    .next = `scanpost job list` visar jobben med deras nummer.
provider-unreadable = Beskrivningen av leverantören går inte att läsa: { $about }.
    .next = Rätta den där.
provider-endpoint-unsafe = Adressen ”{ $about }” är inte säker för token: den måste börja med https och tydligt namnge värden.
    .next = Ange adressen så som leverantören dokumenterar den, utan användare, lösenord eller fragment. Enbart för den här datorn (localhost, 127.0.0.1, [::1]) är vanlig http tillåten.
provider-connections = Antalet anslutningar till e-postservern kan inte stämma.
    .next = Ange smtp.connections som 1 till { $about }.
provider-ca-unreadable = Leverantörens CA-certifikat kan inte användas: { $about }.
    .next = Ange det i PEM, med raderna BEGIN och END.
provider-incomplete = Beskrivningen av leverantören saknar e-postserver eller omfång (scopes).
    .next = Ange smtp.host och oauth.scopes.
device-name-invalid = ”{ $about }” kan inte vara namn på en enhet.
    .next = Använd 1 till 64 bokstäver, siffror, blanksteg, punkter, bindestreck eller understreck; börja med en bokstav eller siffra.
device-user-invalid = ”{ $about }” kan inte vara användare för en enhet.
    .next = Använd 1 till 64 tecken, inga styrtecken.
device-unidentified = Ingen skulle kunna skilja den här enheten från en främling.
    .next = Ange det adressintervall som den skickar från, till exempel 192.0.2.17/32, eller en användare.

not-permitted = Du får inte ändra detta; det kräver behörigheten ”{ $about }”.
    .next = Be en administratör med full behörighet.
