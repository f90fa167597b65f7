# Vad som gick fel, och nästa steg. Meddelandets id är felets kod (scanpost-core/src/fault.rs).
#
# Meningen säger vad som hände; .next säger vem som gör vad. Läsarna finns på kontoret och bland dem
# som servar skrivare. En uppgift som inte är känd kommer som "unknown", och meningen måste fungera
# även då.

## Delar av meningar

fact-the-account = { $account ->
    [unknown] Kontot
   *[other] Kontot ”{ $account }”
}
fact-of-the-account = { $account ->
    [unknown] kontot
   *[other] kontot ”{ $account }”
}
fact-the-mailbox = { $address ->
    [unknown] brevlådan
   *[other] brevlådan { $address }
}
fact-switch-on-mailbox = { $address ->
    [unknown] `Set-CASMailbox BREVLÅDA -SmtpClientAuthenticationDisabled $false`
   *[other] `Set-CASMailbox { $address } -SmtpClientAuthenticationDisabled $false`
}
fact-the-device = { $device ->
    [unknown] Enheten
   *[other] Enheten ”{ $device }”
}
fact-the-server = { $host ->
    [unknown] E-postservern
   *[other] E-postservern { $host }
}
fact-to-the-server = { $host ->
    [unknown] e-postservern
   *[other] { $host }
}
fact-port = { $port ->
    [unknown] porten för utgående e-post (oftast 587)
   *[other] port { $port }
}
fact-with-number = { $number ->
    [unknown] { "" }
   *[other] { " " }({ $number })
}
fact-by-that-name = { $name ->
    [unknown] med det namnet
   *[other] { $name }
}
fact-with-ids = { $trace ->
    [unknown] { "" }
   *[other] { " " }(spårnings-ID { $trace }, korrelations-ID { $correlation })
}

## Mellan enheten och scanpost

device-unknown = En enhet som scanpost inte känner till försökte skicka e-post.
    .next = Administratören: lägg till enheten i scanpost, med dess nätverksadress eller med användarnamn och lösenord. Skanna sedan igen.

device-password-wrong = { fact-the-device } angav ett användarnamn eller lösenord som scanpost inte godtar.
    .next = Servicetekniker: ange samma användarnamn och lösenord i enheten som i scanpost. Är lösenordet borta skapar administratören ett nytt på enhetens sida i scanpost; det visas en enda gång.

device-tls-required = { fact-the-device } försökte skicka utan kryptering, men i scanpost står att den måste kryptera.
    .next = Servicetekniker: slå på STARTTLS eller SSL/TLS i enhetens e-postinställningar. Klarar enheten inte det kan administratören tillåta den att skicka utan.

account-missing = Ett mejl kom in, men scanpost har inget konto att skicka det med.
    .next = Administratören: lägg till ett konto i scanpost och logga in det, eller välj, om det finns flera, det för sändning under Inställningar, ”Funktionernas konton”. Skanna sedan igen.

mail-loop = Samma mejl kommer tillbaka till scanpost gång på gång.
    .next = Administratören: leta hos leverantören efter en regel för vidarebefordran eller en anslutning som skickar tillbaka e-post till scanpost, och ta bort den. Skanna sedan igen.

too-many-connections = Fler enheter var anslutna samtidigt än vad scanpost tillåter.
    .next = Ingen behöver göra något: enheten får plats när den försöker igen. Händer det ofta, leta efter en enhet som öppnar den ena anslutningen efter den andra.

too-many-connections-of-address = En nätverksadress hade fler anslutningar öppna samtidigt än vad scanpost tillåter den.
    .next = Ingen behöver göra något: enheten får plats när den försöker igen. Händer det ofta kan administratören lägga till enheten i scanpost, som då tillåter den fler; finns den redan där, leta efter det som öppnar så många anslutningar.

too-many-guesses = Det kom för många felaktiga lösenord från en och samma nätverksadress, så scanpost lyssnar inte på den en stund.
    .next = Servicetekniker: vänta en minut och jämför sedan användarnamn och lösenord i enheten med det som står i scanpost.

device-log-in-deferred = Så många enheter loggade in samtidigt att scanpost inte hann kontrollera alla lösenord.
    .next = Ingen behöver göra något: enheten släpps in när den försöker igen. Händer det ofta, leta efter en enhet som loggar in om och om igen.

device-unknown-insists = En enhet som scanpost inte känner till försökte gång på gång skicka e-post, så scanpost avslutade anslutningen.
    .next = Administratören: lägg till enheten i scanpost, med dess nätverksadress eller med användarnamn och lösenord. Hade den loggat in har dess post i scanpost tagits bort eller ändrats under tiden: jämför de två. Skanna sedan igen.

device-silent = { fact-the-device } tystnade mitt i ett mejl, och inget av det sparades.
    .next = Vid enheten: skanna igen. Händer det ofta, kontrollera nätverkskabeln eller den trådlösa anslutningen.

stopping = scanpost håller på att stängas av och tar inte emot ny e-post.
    .next = Vid enheten: försök igen om en minut, när scanpost är i gång igen.

## Disken

disk-full = Disken är så full att scanpost inte kan spara fler mejl på ett säkert sätt.
    .next = Administratören: frigör utrymme på den disk som scanpost använder. Det som redan tagits emot är i säkerhet; det som avvisats måste skannas igen.

storage-failed = scanpost kunde inte läsa eller skriva sina egna data.
    .next = Administratören: läs scanposts logg och kontrollera att disken är hel och att scanpost har rätt till sin datamapp. Det som avvisats måste skannas igen.

## Att logga in och förbli inloggad

sign-in-needed = { fact-the-account } är inte inloggat, så dess mejl väntar.
    .next = Administratören: logga in på scanposts sida. De väntande mejlen skickas sedan av sig själva.

sign-in-code-expired = Koden användes inte i tid.
    .next = Administratören: hämta en ny kod och använd den inom en kvart.

sign-in-declined = Någon avböjde inloggningen på leverantörens sida.
    .next = Administratören: var det ett misstag, hämta en ny kod och godkänn den. Har ingen hos er gjort det, ta reda på vem som hade koden.

sign-in-public-client-off = Leverantören nekar inloggningen eftersom appregistreringen inte tillåter den här sortens app.
    .next = Klientorganisationens administratör: öppna appregistreringen i administrationscentret för Entra, gå till Authentication och ställ ”Allow public client flows” på Yes. Hämta sedan en ny kod.

sign-in-device-code-blocked = Organisationen tillåter inte inloggning med kod: säkerhetsstandarder eller en princip för villkorsstyrd åtkomst stoppar den.
    .next = Klientorganisationens administratör: sök upp inloggningen i Entras inloggningslogg, se vilken princip som stoppade den och undanta kontot från den principen. Säkerhetsstandarder medger inga undantag; byt dem mot villkorsstyrd åtkomst eller välj ett annat sätt att logga in.

sign-in-device-code-not-offered = { $provider ->
    [unknown] Hos den här leverantören ger
   *[other] Hos { $provider } ger
} inloggning med kod ingen rätt att skicka e-post.
    .next = Administratören: logga in på ett annat sätt om scanpost erbjuder ett för den här leverantören; använd annars ett konto hos en annan leverantör, till exempel Microsoft Exchange Online eller Outlook.com.

sign-in-consent-needed = Organisationen har ännu inte gett sitt medgivande till att appen skickar e-post.
    .next = Klientorganisationens administratör: ge appen administratörsmedgivande i administrationscentret för Entra, eller logga in själv och kryssa i rutan för medgivande för hela organisationen. Logga sedan in här igen.

sign-in-app-unknown = Leverantören känner inte till appen eller organisationen, eller låter dem inte användas ihop{ fact-with-number }.
    .next = Administratören: jämför klient-ID, klientorganisation och moln i kontots inställningar med appregistreringen hos leverantören.

sign-in-scope-refused = Leverantören nekar de behörigheter som scanpost ber om{ fact-with-number }.
    .next = Administratören: kontrollera omfången (scopes) i kontots inställningar, och att appregistreringen har behörigheten SMTP.Send för Office 365 Exchange Online.

sign-in-client-refused = Leverantören godtar inte appens hemlighet eller certifikat{ fact-with-number }.
    .next = Administratören: är appen en offentlig klient, ta bort hemligheten ur kontots inställningar. Skapa annars en ny hemlighet eller ett nytt certifikat hos leverantören och ange det i scanpost.

sign-in-refused = Leverantören nekade inloggningen{ fact-with-number }.
    .next = Administratören: läs leverantörens egna ord nedan och logga in igen. Nekas den på nytt, sök upp inloggningen i leverantörens logg{ fact-with-ids }.

sign-in-user-unknown = Organisationen har ingen användare { fact-by-that-name }{ fact-with-number }.
    .next = Administratören: kontrollera adressen och klientorganisationen i kontots inställningar, och att användaren inte har tagits bort. Logga sedan in igen.

sign-in-account-not-allowed = Den här sortens konto får inte användas med appen, eller hör till en annan organisation{ fact-with-number }.
    .next = Administratören: logga in med ett konto i den egna organisationen, eller ställ in den klientorganisation som kontot hör till i kontots inställningar.

sign-in-partner-blocked = Organisationen låter inte en partners administratör logga in här{ fact-with-number }.
    .next = Administratören: logga in med ett konto i den egna organisationen.

sign-in-user-locked = Användaren är spärrad, eller loggade in från en nätverksadress som leverantören inte litar på{ fact-with-number }.
    .next = Klientorganisationens administratör: sök upp inloggningen i Entras inloggningslogg och häv spärren, eller vänta tills den går ut. scanpost behåller inloggningen och frågar igen.

sign-in-user-disabled = Användaren är avstängd i organisationen{ fact-with-number }.
    .next = Klientorganisationens administratör: aktivera användaren igen (administrationscentret för Entra, Users). scanpost behåller inloggningen och frågar igen.

sign-in-user-not-assigned = Appen är bara till för användare som den har tilldelats{ fact-with-number }.
    .next = Klientorganisationens administratör: tilldela användaren appen (administrationscentret för Entra, Enterprise applications, Users and groups), eller ställ ”Assignment required” på No.

sign-in-password-expired = Lösenordet för { fact-the-mailbox } har gått ut{ fact-with-number }.
    .next = Administratören: byt lösenordet på leverantörens egen sida och logga sedan in här igen.

sign-in-password-wrong = Användarnamn eller lösenord var fel på leverantörens sida{ fact-with-number }.
    .next = Administratören: logga in igen med rätt lösenord.

sign-in-mfa-needed = Leverantören vill ha ett andra bevis på vem som loggar in{ fact-with-number }. Ofta har en princip eller gatewayens plats ändrats.
    .next = Administratören: logga in igen och svara på det andra steget. Klientorganisationens administratör: undanta skrivarens konto från principen, eller gör platsen till en betrodd plats, så slipper det frågan.

sign-in-mfa-set-up-needed = Användaren måste först registrera ett andra bevis, till exempel appen Authenticator{ fact-with-number }.
    .next = Administratören: logga in en gång i en webbläsare på https://aka.ms/mfasetup som den användaren och registrera det. Logga sedan in här igen.

sign-in-mfa-set-up-blocked = Användaren måste registrera ett andra bevis och får inte göra det härifrån{ fact-with-number }.
    .next = Klientorganisationens administratör: låt användaren registrera sig från en betrodd plats eller med ett tillfälligt åtkomstpass. Logga sedan in här igen.

sign-in-confirmation-needed = Leverantören vill att en människa bekräftar inloggningen i webbläsaren{ fact-with-number }.
    .next = Administratören: logga in igen och svara Ja på frågan om du försöker logga in.

sign-in-security-defaults = Organisationen har säkerhetsstandarder på, och de stoppar inloggning med kod utan undantag{ fact-with-number }.
    .next = Administratören: välj ett annat sätt att logga in för kontot: i din webbläsare, eller som app med hemlighet eller certifikat. Båda fungerar med säkerhetsstandarder.

sign-in-policy-blocked = En princip för villkorsstyrd åtkomst i organisationen stoppar inloggningen{ fact-with-number }.
    .next = Klientorganisationens administratör: sök upp inloggningen i Entras inloggningslogg, se under villkorsstyrd åtkomst vilken princip som stoppade den och undanta kontot från den.

sign-in-device-not-managed = En princip i organisationen tillåter bara inloggning från hanterade enheter{ fact-with-number }.
    .next = Klientorganisationens administratör: undanta kontot från principen; inloggning med kod kan aldrig uppfylla den. Eller logga in som app, som sådana principer inte gäller.

sign-in-risk-blocked = Leverantören anser att användaren eller inloggningen är i fara och stoppar den{ fact-with-number }.
    .next = Klientorganisationens administratör: se användaren under Risky users i administrationscentret för Entra och avfärda risken om det var falskt alarm. Logga sedan in här igen.

sign-in-admin-consent-needed = Bara en administratör i organisationen kan ge appen sitt medgivande{ fact-with-number }.
    .next = Klientorganisationens administratör: öppna länken för administratörsmedgivande på scanposts sida, eller logga in själv och kryssa i rutan för medgivande för hela organisationen. Logga sedan in här igen.

sign-in-consent-requested = Medgivande till appen har begärts, och en administratör i organisationen har inte svarat än{ fact-with-number }.
    .next = Klientorganisationens administratör: godkänn begäran (administrationscentret för Entra, Enterprise applications, Admin consent requests). Logga sedan in här igen.

sign-in-app-disabled = Appen är avstängd i organisationen{ fact-with-number }.
    .next = Klientorganisationens administratör: aktivera den (administrationscentret för Entra, Enterprise applications, Properties, ”Enabled for users to sign-in”). Logga sedan in här igen.

sign-in-app-audience = Appen är registrerad för en annan sorts konto{ fact-with-number }.
    .next = Administratören: välj den leverantör som passar kontot (Exchange Online för arbetskonton, Outlook.com för privata), eller ändra ”Supported account types” i appregistreringen.

sign-in-tenant-missing = Leverantören vet inte i vilken organisation den ska leta{ fact-with-number }.
    .next = Administratören: ange klientorganisationens ID eller domän i kontots inställningar och logga in igen.

sign-in-tenant-unknown = Leverantören har ingen sådan organisation i det här molnet{ fact-with-number }.
    .next = Administratören: kontrollera klientorganisationen i kontots inställningar, och om organisationen finns i ett annat moln (US Government, Kina): välj i så fall den leverantören.

sign-in-permissions-missing = Appregistreringen saknar en behörighet, eller organisationen saknar tjänsten som den gäller{ fact-with-number }.
    .next = Administratören: lägg till behörigheten för Office 365 Exchange Online i appregistreringen (API permissions) och kontrollera att organisationen har Exchange Online. Logga sedan in igen.

sign-in-way-refused = Appregistreringen tillåter inte det här sättet att logga in{ fact-with-number }.
    .next = Administratören: jämför sättet att logga in och appens hemlighet eller certifikat i kontots inställningar med appregistreringen hos leverantören.

sign-in-redirect-refused = Leverantören känner inte till adressen som webbläsaren ska komma tillbaka till{ fact-with-number }.
    .next = Administratören: lägg till den omdirigerings-URI som scanposts sida visar i appregistreringen (Authentication), bokstav för bokstav. Logga sedan in igen.

sign-in-secret-unwanted = Appen är registrerad som offentlig klient och får inte skicka någon hemlighet{ fact-with-number }.
    .next = Administratören: ta bort hemligheten eller certifikatet ur kontots inställningar och logga in igen.

sign-in-secret-wrong = Klienthemligheten är fel{ fact-with-number }. Ofta har hemlighetens ID kopierats i stället för dess värde.
    .next = Administratören: kopiera hemlighetens värde (det visas en gång, när den skapas; skapa en ny om det är borta) och ange det i kontots inställningar.

sign-in-secret-expired = Klienthemligheten eller certifikatet har gått ut{ fact-with-number }.
    .next = Administratören: skapa ett nytt för appregistreringen (Certificates & secrets) och ange det i kontots inställningar. Inget går förlorat: de väntande mejlen skickas sedan av sig själva.

sign-in-certificate-refused = Leverantören godtar inte certifikatet som appen legitimerar sig med{ fact-with-number }.
    .next = Administratören: hämta certifikatet på kontots sida, ladda upp det i appregistreringen (Certificates & secrets) och jämför tumavtrycken. Logga sedan in igen.

sign-in-clock-wrong = Den här maskinens klocka går fel, så leverantören godtar inte det som scanpost har signerat{ fact-with-number }.
    .next = Administratören: ställ maskinens klocka och låt den följa en tidsserver (NTP). Logga sedan in igen.

sign-in-directory-clock-wrong = Klockorna i organisationens egna inloggningsservrar går olika{ fact-with-number }.
    .next = Klientorganisationens administratör: kontrollera att maskinen med autentiseringsagenten och domänkontrollanterna har samma tid. scanpost behåller inloggningen och frågar igen.

sign-in-directory-unreachable = Leverantören når inte organisationens egna inloggningsservrar{ fact-with-number }.
    .next = scanpost försöker igen av sig själv. Håller det i sig kontrollerar klientorganisationens administratör autentiseringsagenterna och deras förbindelse.

sign-in-request-malformed = Leverantören kunde inte läsa det som scanpost frågade{ fact-with-number }. Inloggningen behålls.
    .next = Administratören: kontrollera klient-ID, omfång (scopes) och adresser i kontots inställningar. Är de rätt är det scanposts eget fel: anmäl det med leverantörens ord nedan.

sign-in-start-again = Det här försöket att logga in är över: koden har redan använts, eller leverantören godtar den inte längre{ fact-with-number }.
    .next = Administratören: börja om inloggningen.

sign-in-return-unknown = Den här inloggningen är inte känd här längre: den har avslutats eller ersatts, tiden har gått ut, eller scanpost har startats om under tiden. Inget har ändrats.
    .next = Administratören: börja om inloggningen. Har du inte börjat någon, stäng sidan: någon kan ha skickat dig en länk.

sign-in-return-unreadable = Det här är inte adressen till en avslutad inloggning. Inget har ändrats.
    .next = Administratören: kopiera hela adressen från webbläsarens adressfält när leverantörens sida är klar och klistra in den igen.

sign-in-return-mixed-up = Leverantörens svar hör till en annan inloggning än den som påbörjades här. Det har kastats.
    .next = Administratören: börja om inloggningen, i ett enda webbläsarfönster. Händer det igen, ta reda på vem mer som försöker logga in.

sign-in-way-not-offered = Den här leverantören erbjuder inte det här sättet att logga in.
    .next = Administratören: välj ett av de sätt som scanposts sida erbjuder för leverantören.

sign-in-redirect-not-allowed = Webbläsaren kan inte skickas tillbaka till scanpost på den här adressen.
    .next = Administratören: öppna scanposts sida på dess https-adress eller på själva gatewayen (http://localhost), eller välj att klistra in slutadressen.

sign-in-credential-missing = Appen har varken hemlighet eller certifikat att logga in med.
    .next = Administratören: ange en klienthemlighet i kontots inställningar, eller låt scanpost skapa ett certifikat och ladda upp det i appregistreringen.

sign-in-credential-unreadable = Appens sparade hemlighet eller nyckel går inte att öppna: scanposts nyckel är inte den som förseglade den.
    .next = Administratören: finns den tidigare nyckeln kvar, lägg tillbaka den och starta om scanpost. Ange annars en ny hemlighet eller skapa ett nytt certifikat.

sign-in-credential-ends = Appens hemlighet eller certifikat går ut { $days ->
    [unknown] snart
    [0] i dag
    [one] i morgon
   *[other] om { $days } dagar
}.
    .next = Administratören: skapa ett nytt för appregistreringen hos leverantören och ange det i kontots inställningar innan det gamla går ut.

sign-in-credential-ended = Appens hemlighet eller certifikat har gått ut enligt sitt datum.
    .next = Administratören: skapa ett nytt för appregistreringen hos leverantören och ange det i kontots inställningar.

grant-revoked = Leverantören har avslutat inloggningen för { fact-the-mailbox }. Vanliga orsaker är att lösenordet har bytts, att en administratör har återkallat sessionerna eller att inloggningen inte har använts på länge.
    .next = Administratören: logga in igen på scanposts sida. Inget går förlorat: de väntande mejlen skickas sedan av sig själva.

grant-unclear = Leverantören förnyar inte inloggningen för { fact-the-mailbox } och säger inte varför.
    .next = scanpost behåller inloggningen och frågar igen. Varar det längre än en timme loggar administratören in på nytt på scanposts sida.

grant-idle = Inloggningen för { fact-the-mailbox } har varit oanvänd längre än leverantören tillåter{ fact-with-number }.
    .next = Administratören: logga in igen. Så länge scanpost är i gång och når leverantören används inloggningen varje dag, så att det inte händer.

grant-too-old = En princip i organisationen vill att { fact-the-mailbox } loggar in på nytt då och då{ fact-with-number }.
    .next = Administratören: logga in igen. Klientorganisationens administratör: undanta kontot från principen för inloggningsfrekvens, eller låt det logga in som app, så slipper ni det.

grant-of-web-page = Inloggningen för { fact-the-mailbox } var av den sort som är till för webbsidor och räcker en dag{ fact-with-number }.
    .next = Administratören: flytta omdirigerings-URI:n i appregistreringen från ”Single-page application” till ”Mobile and desktop applications” eller ”Web” och logga sedan in igen.

grant-of-other-app = Inloggningen för { fact-the-mailbox } gavs till en annan app, i en annan klientorganisation eller hos en annan leverantör än den som kontot nu anger.
    .next = Administratören: logga in igen på scanposts sida; de mejl som väntar skickas sedan av sig själva. Med det tidigare klient-ID:t och den tidigare klientorganisationen gäller den tidigare inloggningen igen.

grant-of-device-code-blocked = Organisationen stoppar nu inloggningar som gjordes med kod, även tidigare{ fact-with-number }.
    .next = Administratören: logga in igen i din webbläsare, eller som app med hemlighet eller certifikat. Eller så undantar klientorganisationens administratör kontot från principen för autentiseringsflöden; logga sedan in med kod igen.

grant-scope-missing = Behörigheten { $scope ->
    [unknown] som en inställd funktion behöver
   *[other] { $scope }
} har inte getts för { fact-the-mailbox }.
    .next = Administratören: kontrollera appregistreringens behörigheter, logga sedan in igen och godkänn allt som efterfrågas.

grant-not-lasting = Leverantören gav en inloggning som inte kan förnyas, så den upphör inom några timmar. Behörigheten offline_access gavs inte.
    .next = Administratören: tillåt offline_access i appregistreringen, logga sedan in igen och godkänn allt som efterfrågas.

grant-other-name = { $name ->
    [unknown] Någon annan
   *[other] { $name }
} loggade in, och e-posten skickas som { fact-the-mailbox }.
    .next = Administratören: det är rätt för en delad brevlåda som personen får öppna och skicka från. Logga annars ut, och logga in som själva brevlådan.

tokens-no-room = Inloggningen lyckades, men disken är så full att scanpost inte kan spara de nya token. De hålls i minnet och sparas så snart det finns plats; till dess väntar { fact-of-the-account }.
    .next = Administratören: frigör utrymme på scanposts disk; att ta bort mejl i scanpost går även när disken är full. Stoppa inte scanpost innan dess, då måste inloggningen göras om.

tokens-not-written = Inloggningen lyckades, men scanpost kan inte spara de nya token på sin disk. De hålls i minnet och scanpost försöker igen med några sekunders mellanrum; till dess väntar { fact-of-the-account }.
    .next = Administratören: läs scanposts logg och kontrollera att disken är hel och att datamappen tillhör scanpost. Stoppa inte scanpost innan dess, då måste inloggningen göras om.

setting-unreadable = En förseglad inställning går inte att öppna: scanposts nyckel är inte den som förseglade den.
    .next = Administratören: ange proxyns lösenord på nytt i e-postinställningarna, eller lägg tillbaka den tidigare nyckeln och starta om scanpost.

tokens-unreadable = Den sparade inloggningen går inte att öppna: scanposts nyckel är inte den som förseglade den.
    .next = Administratören: finns den tidigare nyckeln kvar, lägg tillbaka den och starta om scanpost. Logga annars in på nytt.

sign-in-server-unreachable = Leverantörens inloggningstjänst { $host ->
    [unknown] går
   *[other] ({ $host }) går
} inte att nå.
    .next = scanpost försöker igen av sig själv. Håller det i sig kontrollerar administratören nätverket, DNS och att brandväggen släpper ut scanpost med HTTPS (port 443).

sign-in-server-busy = Leverantörens inloggningstjänst är upptagen eller har egna problem.
    .next = Ingen behöver göra något: scanpost försöker igen av sig själv. Håller det i sig i flera timmar, se leverantörens driftinformation.

sign-in-answer-unreadable = Leverantörens inloggningstjänst gav ett svar som scanpost inte förstår.
    .next = scanpost försöker igen av sig själv. Håller det i sig kontrollerar administratören adresserna i kontots inställningar, och att ingen proxy eller inloggningssida i nätverket ligger emellan.

## Mellan scanpost och leverantören

server-unreachable = { fact-the-server } går inte att nå.
    .next = scanpost försöker igen av sig själv. Håller det i sig kontrollerar administratören nätverket, DNS och att brandväggen släpper ut scanpost på { fact-port }.

server-silent = { fact-the-server } svarar inte.
    .next = scanpost försöker igen av sig själv. Håller det i sig, se leverantörens driftinformation och leta efter en brandvägg som håller kvar anslutningar.

connection-lost = Anslutningen till { fact-to-the-server } bröts innan mejlet hade lämnats över.
    .next = scanpost försöker igen av sig själv. Händer det ofta kontrollerar administratören nätverket mellan scanpost och internet.

server-answer-unreadable = { fact-the-server } gav ett svar som inte är SMTP.
    .next = scanpost försöker igen av sig själv. Håller det i sig kontrollerar administratören serverns namn och { fact-port }, och att ingen brandvägg skriver om e-posttrafiken.

certificate-untrusted = Certifikatet för { fact-to-the-server } är inte betrott, så inget har skickats dit.
    .next = Administratören: kontrollera serverns namn, klockan i den här datorn och om en brandvägg öppnar krypterade anslutningar. Är det en egen server, ge scanpost det CA-certifikat som har undertecknat den.

tls-failed = Det gick inte att upprätta en krypterad anslutning till { fact-to-the-server }.
    .next = scanpost försöker igen av sig själv. Håller det i sig kontrollerar administratören att servern erbjuder TLS 1.2 eller senare och att ingen brandvägg lägger sig i.

starttls-missing = { fact-the-server } erbjuder ingen kryptering, och utan den skickar scanpost inget.
    .next = Administratören: kontrollera serverns namn och { fact-port }. Stämmer de är det en brandvägg eller ett virusskydd som tar bort erbjudandet på vägen och måste ställas om.

oauth-missing = { fact-the-server } erbjuder ingen inloggning med OAuth 2.0.
    .next = Administratören: jämför serverns namn och { fact-port } med det som leverantören anger för utgående e-post.

login-refused = E-postservern släpper inte in { fact-the-mailbox }, trots att själva inloggningen är i sin ordning. Dess mejl väntar.
    .next = Exchange-administratören: slå på autentiserad SMTP för brevlådan med { fact-switch-on-mailbox } och kontrollera att den som loggade in får skicka från den. scanpost märker ändringen av sig själv, oftast inom en timme.

smtp-auth-off-tenant = Organisationen har stängt av autentiserad SMTP för alla sina brevlådor, och { fact-the-mailbox } är inget undantag. Dess mejl väntar.
    .next = Exchange-administratören: gör ett undantag för just den här brevlådan med { fact-switch-on-mailbox }. För resten av organisationen kan det förbli avstängt. Ska det slås på för alla finns `Set-TransportConfig -SmtpClientAuthenticationDisabled $false`. scanpost märker ändringen av sig själv, oftast inom en timme.

smtp-auth-off-mailbox = Autentiserad SMTP är avstängd för { fact-the-mailbox }. Dess mejl väntar.
    .next = Exchange-administratören: slå på den med { fact-switch-on-mailbox }. scanpost märker ändringen av sig själv, oftast inom en timme.

login-deferred = { fact-the-server } kan inte kontrollera inloggningen just nu.
    .next = Ingen behöver göra något: scanpost försöker igen av sig själv.

mail-deferred = { fact-the-server } ber scanpost att vänta.
    .next = Ingen behöver göra något: scanpost försöker igen av sig själv. Håller det i sig framgår det av leverantörens egna ord nedan vilken gräns som har nåtts.

recipient-refused = { fact-the-server } nekar den här mottagaren.
    .next = Vid enheten: rätta adressen i adressboken och skanna igen. Är adressen rätt läser administratören leverantörens egna ord nedan.

mail-refused = { fact-the-server } nekar det här mejlet.
    .next = Administratören: leverantörens egna ord nedan säger varför. Vanliga orsaker: mejlet är för stort (skanna med lägre upplösning), eller så får { fact-the-mailbox } inte skicka i den avsändares namn som enheten anger.

delivery-uncertain = Anslutningen till { fact-to-the-server } bröts just när mejlet hade lämnats över, så det är oklart om det kom fram.
    .next = scanpost skickar det en gång till, så mottagaren kan få det två gånger. Ingen behöver göra något.

attempt-interrupted = scanpost stängdes av under försöket, eller så bröts strömmen.
    .next = Ingen behöver göra något: scanpost försöker igen av sig själv.

gave-up = Mejlet gick inte att leverera på så länge att scanpost har slutat försöka.
    .next = Administratören: se i mejlets historik vad som stod i vägen och rätta till det. Skanna sedan igen.

body-missing = Mejlets innehåll saknas eller är skadat på scanposts disk.
    .next = Vid enheten: skanna igen. Administratören: kontrollera disken i den här datorn.
