# Vad gatewayen svarar på det som någon ber om.

## Det finns inte (gateway::Missing)

missing-account = Det finns inget konto ”{ $name }”.
    .next = `scanpost account list` visar de konton som finns.
missing-device = Det finns ingen enhet ”{ $name }”.
    .next = `scanpost device list` visar de enheter som finns.
missing-job = Det finns inget jobb { $number }.
    .next = `scanpost job list` visar de jobb som finns.

## Det går inte som läget är (gateway::Conflict)

conflict-account-exists = Det finns redan ett konto ”{ $name }”.
    .next = Välj ett annat namn, eller ta bort det kontot först.
conflict-account-has-mails = Mejl från kontot ”{ $name }” väntar fortfarande och skulle gå förlorade med det.
    .next = Låt dem skickas, eller ta bort dem först.
conflict-device-exists = Det finns redan en enhet ”{ $name }”.
    .next = Välj ett annat namn, eller ta bort den enheten först.
conflict-job-not-waiting = Bara ett jobb som väntar kan försökas igen, och det här jobbets tillstånd är: { $state }.
    .next = Har det misslyckats, skanna igen.
conflict-job-under-way = Mejlet skickas just nu.
    .next = Ta bort det när försöket är över.

## Det som angavs kan inte stämma (gateway::Invalid)

invalid-account-name = ”{ $name }” kan inte vara namnet på ett konto.
    .next = Använd 1 till 64 bokstäver (a–z), siffror, punkter, bindestreck eller understreck.
invalid-address = ”{ $address }” är ingen e-postadress.
    .next = Ange en som scans@example.com.
invalid-client-id = { $provider } låter inte scanpost logga in utan klient-ID.
    .next = Registrera en app där och ange dess klient-ID.
invalid-device-name = Det här namnet eller den här användaren kan inte vara en enhets.
    .next = Använd 1 till { $longest } tecken, inget av dem ett styrtecken.
invalid-device-unknowable = Ingen skulle kunna skilja den här enheten från en främling.
    .next = Ange det adressintervall som den skickar från, till exempel 192.0.2.17/32, eller en användare.
invalid-job-number = ”{ $number }” är inte numret på ett jobb.
    .next = `scanpost job list` visar jobben med deras nummer.

## En leverantör som inte kan användas (oauth::Unfit)

unfit-unreadable = Beskrivningen av leverantören går inte att läsa: { $words }.
    .next = Rätta den där.
unfit-endpoint = Adressen ”{ $endpoint }” är inte säker för token: den måste börja med https och tydligt namnge värden.
    .next = Ange adressen så som leverantören dokumenterar den, utan användare, lösenord eller fragment. Enbart för den här datorn (localhost, 127.0.0.1, [::1]) är vanlig http tillåten.
unfit-connections = Antalet anslutningar till e-postservern kan inte stämma.
    .next = Ange smtp.connections som 1 till { $most }.
unfit-ca = Leverantörens CA-certifikat kan inte användas: { $words }.
    .next = Ange det i PEM, med raderna BEGIN och END.
unfit-incomplete = Beskrivningen av leverantören saknar e-postserver eller omfång (scopes).
    .next = Ange smtp.host och oauth.scopes.

## Ett nytt försök begärdes (gateway::Retried)

retried-now = Det försöks nu.
retried-probing = Leverantören svarade inte förut. scanpost försöker genast igen med ett av kontots mejl, och de andra följer så snart det har kommit fram.
retried-after-hold = Det försöks inte än: kontots mejl är pausade av den orsak som anges här. När den är åtgärdad skickas det av sig självt.
retried-when-served = Det försöks så snart scanpost serve körs.
