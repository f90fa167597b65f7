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
fact-the-mailbox-first = { $address ->
    [unknown] Brevlådan
   *[other] Brevlådan { $address }
}
fact-switch-on-mailbox = { $address ->
    [unknown] `Set-CASMailbox BREVLÅDA -SmtpClientAuthenticationDisabled $false`
   *[other] `Set-CASMailbox { $address } -SmtpClientAuthenticationDisabled $false`
}
fact-mailbox-in-command = { $address ->
    [unknown] BREVLÅDA
   *[other] { $address }
}
fact-the-device = { $device ->
    [unknown] Enheten
   *[other] Enheten ”{ $device }”
}
fact-that-user = { $user ->
    [unknown] Användaren
   *[other] { $user }
}
fact-that-sender = { $sender ->
    [unknown] någon annan
   *[other] { $sender }
}
fact-that-number = { $number ->
    [unknown] numret
   *[other] { $number }
}
fact-that-number-first = { $number ->
    [unknown] Det som slogs
   *[other] ”{ $number }”
}
fact-network-name = { $network ->
    [unknown] { "" }
   *[other] { " " }{ $network }
}
fact-why = { $why ->
    [no-taker] ingen funktion som läser brevlådan tar det
    [no-report] det är ingen rapport om ett mejl och inget automatiskt svar
    [no-word] inget av orden står i dess ämne
    [author-unclear] det har mer än en författare, eller ingen
    [sender-not-allowed] dess avsändare är inte tillåten
    [sender-false] brevlådans server säger att det inte kommer från den avsändaren
    [answer-unclear] ett svar skulle gå till mer än en adress, eller till ingen
    [answer-not-allowed] ett svar skulle gå till en adress som inte är tillåten
    [own] det kommer från den här brevlådan själv
    [is-report] det är en rapport
    [machine-wrote] det säger att en maskin skrev det
    [no-return] dess returadress är tom
    [list] en sändlista spred det
    [bulk] det är massutskick
    [answer-unwished] det ber om att inget automatiskt svar skickas
    [mail-server] en e-postserver är dess författare
    [too-many-to-one] avsändaren har fått sina svar för dygnet
    [too-many-to-all] dygnets alla svar är givna
   *[other] inget av det som det ber om görs här
}
fact-the-server = { $host ->
    [unknown] E-postservern
   *[other] E-postservern { $host }
}
fact-to-the-server = { $host ->
    [unknown] e-postservern
   *[other] { $host }
}
fact-printer-name = { $host ->
    [unknown] { "" }
   *[other] { " " }{ $host }
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

device-may-not-fetch = { fact-the-device } kom för att hämta e-post, men i scanpost står inte att den får det.
    .next = Administratör: låt enheten hämta e-post, på dess sida i scanpost, om den ska läsa kontots brevlåda. Annars, servicetekniker: slå av mottagning i enheten.

device-tls-required = { fact-the-device } försökte skicka utan kryptering, men i scanpost står att den måste kryptera.
    .next = Servicetekniker: slå på STARTTLS eller SSL/TLS i enhetens e-postinställningar. Klarar enheten inte det kan administratören tillåta den att skicka utan.

sender-mismatch = { fact-the-device } skickade som { fact-that-sender }, men enligt sin avsändarregel får den bara skicka som { fact-the-mailbox }.
    .next = Servicetekniker: ange adressen för { fact-the-mailbox } som avsändare (från) i enhetens e-postinställningar. Eller så väljer administratören en annan avsändarregel för enheten i scanpost.

sender-is-no-user = { fact-the-device } skickar för användare, och { fact-that-sender } är ingen av dem.
    .next = Användare: ange din egen e-postadress som avsändare på enheten. Administratör: lägg till användaren, eller låt en domäns adresser vara användare.

too-many-newcomers = { fact-the-device } har angett så många nya användare inom en kvart att inga fler blir användare just nu.
    .next = Användare: skicka igen om en kvart. Administratör: rätta enhetens avsändare om den anger personer som inte finns; importera användarna om så många är nya.

fax-server-off = En enhet skickade ett mejl till ett faxnummer, och faxning är inte inställd.
    .next = Ange faxleverantörens adress under Inställningar → Faxserver, och välj kontot under Inställningar → Funktioner.

fax-number-invalid = { fact-that-number-first } är inget faxnummer.
    .next = Rätta det i enhetens adressbok: 2 till 20 siffror, med + först om landsnumret ingår. Blanksteg, bindestreck, punkter och parenteser får stå emellan.

fax-area-missing = { fact-that-number-first } saknar riktnummer.
    .next = Ange hela numret på enheten, som det slås från en annan ort, eller med + och landsnummer.

fax-number-refused = Fax till { fact-that-number } är inte tillåtna.
    .next = Kontrollera numret. Är det rätt tillåter du det under Inställningar → Faxserver.

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

disk-low = Det är ont om utrymme på den disk som scanpost använder{ $number ->
    [unknown] {""}
   *[other] : { $number } MB
}. Snart kan inga fler mejl tas emot.
    .next = Administratören: frigör utrymme på disken.

jobs-wait-long = Mejl har väntat{ $account ->
    [unknown] {""}
   *[other] {" "}hos kontot ”{ $account }”
} i mer än fyra timmar.
    .next = Administratören: se efter i scanpost hur kontot mår, och vad som hindrade det senaste försöket för varje mejl.

storage-failed = scanpost kunde inte läsa eller skriva sina egna data.
    .next = Administratören: läs scanposts logg och kontrollera att disken är hel och att scanpost har rätt till sin datamapp. Det som avvisats måste skannas igen.

## Att logga in och förbli inloggad

sign-in-needed = Du måste logga in på e-posttjänsten för att använda den här funktionen. { fact-the-account } är inte inloggat.
    .next = Kontakta administratören. Administratören: logga in på scanposts sida. Väntande mejl skickas sedan av sig själva.

user-sign-in-needed = { fact-that-user } måste logga in på { fact-the-mailbox } innan skanningarna skickas.
    .next = Användare: öppna sidan /me i scanpost och logga in med din egen e-postadress. De skanningar som väntar skickas sedan av sig själva. Inget annat behöver göras.

user-sign-in-other-name = { $name ->
    [unknown] Någon annan
   *[other] { $name }
} loggade in, men inloggningen gällde { fact-the-mailbox }. Inget av den sparades.
    .next = Användare: logga in igen, med din egen e-postadress. Om leverantörens sida inte frågar vem du är, logga först ut där.

user-sign-in-nameless = Leverantören sade inte vem som loggade in, så inloggningen för { fact-the-mailbox } kastades.
    .next = Administratör: låt inloggningen tala om namnet: leverantörens scope måste innehålla `openid` och `profile` eller `email`.

user-removed = { fact-that-user } togs bort medan skanningar väntade.
    .next = Administratör: lägg till användaren igen för att skicka dem, eller ta bort skanningarna.

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

sign-in-consent-needed = Organisationen har ännu inte gett sitt samtycke till att appen skickar e-post.
    .next = Klientorganisationens administratör: ge appen administratörsmedgivande i administrationscentret för Entra, eller logga in själv och kryssa i rutan för samtycke å organisationens vägnar. Logga sedan in här igen.

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

sign-in-admin-consent-needed = Bara en administratör i organisationen kan ge appen sitt samtycke{ fact-with-number }.
    .next = Klientorganisationens administratör: öppna länken för administratörens samtycke på scanposts sida, eller logga in själv och kryssa i rutan för samtycke å organisationens vägnar. Logga sedan in här igen.

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

sign-in-clock-wrong = { $here ->
    [unknown] Den här maskinens klocka går fel, så leverantören godtar inte det som scanpost har signerat{ fact-with-number }.
   *[other] Den här maskinens klocka går fel: här är den { $here }, hos leverantören { $there }. Inloggningar och certifikat kan avvisas på grund av det.
}
    .next = Administratören: ställ maskinens klocka och låt den följa en tidsserver (NTP). { $here ->
        [unknown] Logga sedan in igen.
       *[other] Kontrollera sedan igen.
    }

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

sign-in-return-other-browser = Den här inloggningen påbörjades i en annan webbläsare, eller för länge sedan i den här. Inget har ändrats, och den väntar fortfarande på webbläsaren där den påbörjades.
    .next = Administratören: har du påbörjat den, slutför den i samma webbläsare; eller logga in i scanpost, öppna kontots inloggning i webbläsaren och klistra in hela adressen till den här sidan där. Har du inte börjat någon, stäng sidan: någon kan ha skickat dig en länk.

sign-in-other-name = { $name ->
    [unknown] Någon annan
   *[other] { $name }
} loggade in, men { fact-of-the-account } fungerar som { $former ->
    [unknown] någon annan
   *[other] { $former }
}. Inget har ändrats: det fortsätter som förut.
    .next = Administratören: logga in som själva brevlådan eller som samma person som förut. Är det meningen att det ska vara någon annan, logga först ut kontot; sedan godtas inloggningen.

sign-in-without-address = Leverantören sade inte vilken brevlåda som loggade in, så inget av inloggningen sparades.
    .next = Administratör: ange brevlådans adress vid knappen och logga in igen.

sign-in-overtaken = Medan någon loggade in här valdes ett annat konto. Inget av inloggningen sparades.
    .next = Administratör: se efter vilket konto som är valt nu. Är det fel konto, logga ut det, välj inget, och logga in igen.

sign-in-beginner-gone = Inloggningen avbröts: den som påbörjade den har tagits bort eller får inte längre logga in konton. Inget har ändrats.
    .next = Administratören: påbörja en ny inloggning om den fortfarande behövs.

sign-in-interrupted = Inloggningen avbröts av att scanpost startades om, eller av att kontot ställdes in på nytt: koden som visades gäller inte längre, även om leverantören godtog den.
    .next = Administratören: hämta en ny kod och använd den.

sign-in-way-not-offered = Den här leverantören erbjuder inte det här sättet att logga in.
    .next = Administratören: välj ett av de sätt som scanposts sida erbjuder för leverantören.

sign-in-redirect-not-allowed = Webbläsaren kan inte skickas tillbaka till scanpost på den här adressen.
    .next = Administratören: öppna scanposts sida på dess https-adress eller på själva gatewayen (http://localhost), eller välj att klistra in slutadressen.

sign-in-credential-missing = Appen har varken hemlighet eller certifikat att logga in med.
    .next = Administratören: ange en klienthemlighet i kontots inställningar, eller låt scanpost skapa ett certifikat och ladda upp det i appregistreringen.

sign-in-credential-unreadable = Appens sparade hemlighet eller nyckel går inte att öppna: scanposts nyckel är inte den som förseglade den.
    .next = Administratören: finns den tidigare nyckeln kvar, lägg tillbaka den och starta om scanpost. Ange annars en ny hemlighet eller skapa ett nytt certifikat.

sign-in-ends-soon = Inloggningen{ $account ->
    [unknown] {""}
   *[other] {" "}för kontot ”{ $account }”
} går ut { $days ->
    [unknown] snart
    [0] i dag
    [one] i morgon
   *[other] om { $days } dagar
}: den har länge inte kunnat förnyas.
    .next = Administratören: logga in på kontot igen innan dess.
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
    .next = Administratören: lägg tillbaka den tidigare nyckeln och starta om scanpost, eller ange hemligheten på nytt: proxyns lösenord i e-postinställningarna, webhookens hemlighet under Underrättelser. Om en fil med inställningar skulle importeras, ta först bort dess rader `sealed-`.

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

## En brevlåda som läses

mailbox-in-use = Någon annan har { fact-the-mailbox } öppen, och { fact-to-the-server } släpper bara in en åt gången.
    .next = Ingen behöver göra något: scanpost tittar igen av sig själv. Håller det i sig, leta efter ett annat program eller en annan enhet som hämtar mejl ur brevlådan.

pop-login-refused = { fact-the-server } öppnar inte { fact-the-mailbox } för hämtning av mejl, fast själva inloggningen är i ordning.
    .next = Exchange-administratören: tillåt POP för brevlådan (Set-CASMailbox -PopEnabled $true) och kontrollera att den som loggade in får öppna den. scanpost ser ändringen av sig själv inom en timme.

pop-server-missing = Ingen vet från vilken server mejl ska hämtas för { fact-the-mailbox }.
    .next = Administratören: ange POP-servern under Inställningar, ”E-postinställningar”.

mailbox-without-uidl = { fact-the-server } ger sina mejl inga bestående namn (UIDL), så ingen kan veta vilka som redan har hämtats.
    .next = Administratören: kontrollera POP-servern under Inställningar, ”E-postinställningar”; stämmer den, be leverantören slå på UIDL.

mail-not-given = { fact-the-server } har ett mejl i sin lista men lämnar inte ut det.
    .next = Ingen behöver göra något: mejlet ligger kvar i brevlådan och hämtas senare. Håller det i sig, öppna brevlådan i dess eget e-postprogram och flytta undan det äldsta mejlet.

mail-not-deleted = { fact-the-server } har inte bekräftat att de hämtade mejlen är borttagna där.
    .next = Ingen behöver göra något: mejlen finns säkert här, och nästa hämtning tar bort dem utan att hämta dem två gånger.

quarantine-full = Så många mejl som kommit in ligger i karantän att inga fler hämtas.
    .next = Administratören: titta på dem, låt dem som är bra lämnas vidare och ta bort de andra. Det som ligger i brevlådan stannar där så länge.
arrival-too-large = Ett mejl i brevlådan är större än scanpost tar emot.
    .next = Mejlet ligger kvar i brevlådan: öppna det i brevlådans eget e-postprogram och be avsändaren om mindre delar.

mail-for-nobody = Ett mejl i brevlådan är inte till någon av funktionerna som läser den: { fact-why }.
    .next = Det ligger kvar i brevlådan eller tas bort där, som inställningarna säger. Borde det ha tagits emot, se över tillåtna avsändare och ord i Inställningar → Mottagning.
    .unanswered = Inte besvarat: { fact-why }

arrival-unreadable = Ett mejl kom in som inte går att läsa.
    .next = Administratören: scanpost behåller det i karantän. Är avsändaren känd, be om att få faxet skickat igen på ett annat sätt.

fax-missing = Till faxbrevlådan kom ett mejl utan fax: varken TIFF eller PDF.
    .next = Administratören: scanpost behåller det i karantän. När den är full tas de äldsta av sådana mejl bort. Kommer de ofta, låt brevlådan bara ta emot mejl från faxavsändare.

fax-came-back = Det här faxet har redan skickats vidare av en scanpost och skickas inte vidare en gång till.
    .next = Administratören: se till att adresserna som fax skickas vidare till, och det som vidarebefordrar deras e-post, inte leder till en faxbrevlåda. Det går att lägga i en mapp eller skriva ut när det är valt för fax; annars ta bort det.
fax-not-sent-on = Faxet gick inte att skicka vidare med e-post till alla.
    .next = Administratören: orden nedan nämner jobbet och säger varför. Se över adresserna som fax skickas vidare till och försök sedan igen från karantänen: det skickas då på nytt till alla.
fax-on-its-way = Faxet är på väg med e-post.
    .next = Inget att göra: det räknas som överlämnat när e-postservern har tagit emot det. Dess jobb visar hur långt det har kommit.
fax-folder-unwritable = Ett fax har kommit och går inte att lägga i { $folder ->
    [unknown] sin mapp
   *[other] mappen { $folder }
}.
    .next = Administratören: se till att mappen finns och att scanpost får skriva i den. Faxet är i säkerhet och läggs dit av sig själv så snart det går.

## Mellan scanpost och leverantören

server-unreachable = { fact-the-server } går inte att nå.
    .next = scanpost försöker igen av sig själv. Håller det i sig kontrollerar administratören nätverket, DNS och att brandväggen släpper ut scanpost på { fact-port }.

network-without-way = Det valda nätverket{ fact-network-name } { $why ->
    [missing] finns inte: datorn har varken ett sådant gränssnitt eller en sådan adress.
    [down] är inte anslutet.
    [no-address] har ingen adress.
    [this-machine] når bara den här datorn själv.
   *[other] leder inte till leverantören.
}
    .next = Administratör: anslut det, eller låt kontot använda standardnätverket: lämna fältet Nätverk tomt, i kontots inställningar eller under Inställningar → E-post. scanpost försöker igen av sig självt.

server-name-unknown = Det finns ingen adress för { fact-to-the-server }: namnet finns inte.
    .next = scanpost försöker igen av sig själv. Håller det i sig kontrollerar administratören serverns namn i inställningarna, och att nätverkets namntjänst (DNS) känner till namn på internet.

names-unanswered = Nätverkets namntjänst (DNS) svarar inte, så { fact-to-the-server } går inte att hitta.
    .next = scanpost försöker igen av sig själv. Håller det i sig kontrollerar administratören den här datorns nätverksanslutning och vilka DNS-servrar den har fått.

connection-refused = { fact-the-server } tar inte emot anslutningar på { fact-port }.
    .next = scanpost försöker igen av sig själv. Håller det i sig kontrollerar administratören serverns namn och port, och om en brandvägg avvisar anslutningar.

connection-timed-out = Ingen anslutning till { fact-to-the-server } kom till stånd i tid.
    .next = scanpost försöker igen av sig själv. Håller det i sig kontrollerar administratören att brandväggen släpper ut scanpost på { fact-port }: en som tiger låter anslutningar rinna ut i tiden.

proxy-refused = Proxyn släpper inte igenom scanpost till { fact-to-the-server }.
    .next = scanpost försöker igen av sig själv. Håller det i sig jämför administratören proxyns adress, användare och lösenord i e-postinställningarna, och låter den tillåta { fact-to-the-server } på { fact-port }. Proxyns egna ord står nedan.

server-silent = { fact-the-server } svarar inte.
    .next = scanpost försöker igen av sig själv. Håller det i sig, se leverantörens driftinformation och leta efter en brandvägg som håller kvar anslutningar.

connection-lost = Anslutningen till { fact-to-the-server } bröts innan mejlet hade lämnats över.
    .next = scanpost försöker igen av sig själv. Händer det ofta kontrollerar administratören nätverket mellan scanpost och internet.

server-answer-unreadable = { fact-the-server } gav ett svar som scanpost inte kan läsa.
    .next = scanpost försöker igen av sig själv. Håller det i sig kontrollerar administratören serverns namn och { fact-port }, och att ingen brandvägg skriver om e-posttrafiken.

server-refused = { fact-the-server } vägrar att tala med scanpost.
    .next = Administratören: jämför serverns namn och { fact-port } med det som leverantören anger för utgående e-post. Serverns egna ord nedan säger mer. scanpost tittar efter igen av sig själv.

certificate-untrusted = Certifikatet för { fact-to-the-server } är inte betrott, så inget har skickats dit.
    .next = Administratören: kontrollera serverns namn, klockan i den här datorn och om en brandvägg öppnar krypterade anslutningar. Är det en egen server, ge scanpost det CA-certifikat som har undertecknat den.

certificate-expired = Certifikatet för { fact-to-the-server } har gått ut, så inget har skickats dit.
    .next = Administratören: kontrollera klockan i den här datorn: går den rätt? I så fall måste den som driver servern förnya certifikatet. scanpost tittar efter igen av sig själv.

certificate-not-yet-valid = Enligt den här datorns klocka gäller certifikatet för { fact-to-the-server } inte ännu, så inget har skickats dit.
    .next = Administratören: ställ klockan i den här datorn; den går troligen efter. scanpost tittar efter igen av sig själv.

certificate-of-other-name = Certifikatet som { fact-to-the-server } visar hör till en annan server, så inget har skickats dit.
    .next = Administratören: ange serverns namn i inställningarna så som leverantören anger det, inte som ett nummer. Stämmer det är det en brandvägg som öppnar krypterade anslutningar och måste ställas om.

tls-failed = Det gick inte att upprätta en krypterad anslutning till { fact-to-the-server }.
    .next = scanpost försöker igen av sig själv. Håller det i sig kontrollerar administratören att servern erbjuder TLS 1.2 eller senare och att ingen brandvägg lägger sig i.

tls-too-old = { fact-the-server } och scanpost har ingen säker version av TLS gemensamt.
    .next = Administratören: servern måste erbjuda TLS 1.2 eller senare. Är det leverantörens egen står en brandvägg eller proxy emellan som måste förnyas eller låta bli att öppna anslutningar.

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

basic-auth-off = Leverantören godtar inte längre lösenord för { fact-the-mailbox }. Dess mejl väntar.
    .next = Exchange-administratören: logga in kontot med OAuth 2.0 på scanposts sida; är det redan inloggat så, se brevlådans autentiseringsprincip med `Get-AuthenticationPolicy`. scanpost märker ändringen av sig själv, oftast inom en timme.

login-security-defaults = Organisationens säkerhetsstandarder hindrar { fact-the-mailbox } från att logga in på e-postservern. Dess mejl väntar.
    .next = Klientorganisationens administratör: logga in kontot med OAuth 2.0 i webbläsaren eller som app; säkerhetsstandarder spärrar lösenord och koder. Eller låt villkorsstyrd åtkomst ersätta säkerhetsstandarderna. scanpost märker ändringen av sig själv, oftast inom en timme.

login-policy-blocked = En princip i organisationen hindrar { fact-the-mailbox } från att logga in på e-postservern. Dess mejl väntar.
    .next = Klientorganisationens administratör: leta upp inloggningen i Entras inloggningslogg, se under Villkorsstyrd åtkomst vilken princip som spärrade den, och undanta kontot från den principen. scanpost märker ändringen av sig själv, oftast inom en timme.

login-wrong = E-postservern säger att { fact-the-mailbox } loggar in med fel uppgifter. Dess mejl väntar.
    .next = Administratören: logga in på nytt på scanposts sida, som någon som får använda brevlådan.

login-directory-unreachable = Leverantören når inte organisationens egen inloggningstjänst, så { fact-the-mailbox } kan inte logga in. Dess mejl väntar.
    .next = Klientorganisationens administratör: kontrollera organisationens federationstjänst (AD FS). scanpost tittar efter igen av sig själv, oftast inom en timme.

login-not-accepted = E-postservern godtar inte inloggningen för { fact-the-mailbox }. Dess mejl väntar.
    .next = Administratören: kontrollera att adressen är den brevlåda som loggades in och att den får skicka med SMTP, och logga sedan in på nytt på scanposts sida.

login-other-mailbox = { $name ->
    [unknown] Någon annan
   *[other] { $name }
} loggade in, och e-postservern låter inte den personen skicka från { fact-the-mailbox }.
    .next = Administratören: logga in som själva brevlådan. För en delad brevlåda ger Exchange-administratören den som loggar in full åtkomst till den och rätt att skicka som den.

login-token-of-other-service = Det som inloggningen ger gäller inte den här e-postservern, utan en annan av leverantörens tjänster.
    .next = Administratören: kontrollera behörigheterna i kontots leverantörsfil; för Exchange Online är det `https://outlook.office.com/SMTP.Send`. Logga sedan in igen.

login-token-of-other-cloud = { $host ->
    [unknown] Inloggningen hör till ett annat nationellt moln än e-postservern.
   *[other] Inloggningen hör till ett annat nationellt moln än e-postservern { $host }.
}
    .next = Administratören: lägg upp kontot med leverantören för det moln som organisationen finns i. Varje moln behöver en egen appregistrering.

login-malformed = { fact-the-server } förstår inte hur scanpost loggar in.
    .next = Administratören: kontrollera serverns namn och { fact-port }. Stämmer de, rapportera detta med serverns egna ord nedan. scanpost tittar efter igen av sig själv.

login-deferred = { fact-the-server } kan inte kontrollera inloggningen just nu.
    .next = Ingen behöver göra något: scanpost försöker igen av sig själv.

login-too-often = { fact-the-server } har sett för många inloggningar för { fact-the-mailbox } och tar inte emot fler på ett tag.
    .next = Ingen behöver göra något: mejlen skickas av sig själva om ungefär en kvart. Händer det ofta, leta efter ett annat program som loggar in som den här brevlådan.

login-lost = { fact-the-server } glömde mitt i en anslutning vem som hade loggat in.
    .next = Ingen behöver göra något: scanpost försöker igen av sig själv.

server-busy = { fact-the-server } har för mycket att göra eller egna problem just nu.
    .next = Ingen behöver göra något: scanpost försöker igen av sig själv. Håller det i sig i flera timmar, se leverantörens driftinformation.

server-tired-of-waiting = { fact-the-server } avslutade anslutningen eftersom inget hade hänt på den för länge.
    .next = Ingen behöver göra något: scanpost försöker igen av sig själv. Händer det ofta kontrollerar administratören nätverket mellan scanpost och internet.

mailbox-unreached = Den del av e-posttjänsten där { fact-the-mailbox } finns svarar inte.
    .next = scanpost försöker igen av sig själv. Håller det i sig mer än ett dygn kontrollerar Exchange-administratören att brevlådan har en licens och är aktiv.

connection-limit = { fact-the-mailbox-first } har så många anslutningar öppna till e-postservern som leverantören tillåter.
    .next = Ingen behöver göra något: scanpost försöker igen av sig själv. Händer det ofta skickar ett annat program genom samma brevlåda: ge det en egen, eller tillåt scanpost färre anslutningar.

rate-limit = { fact-the-mailbox-first } har skickat så många mejl på en minut som leverantören tillåter.
    .next = Ingen behöver göra något: mejlen skickas av sig själva, bara långsammare.

too-many-errors = { fact-the-server } avslutade anslutningen efter för många fel på den.
    .next = Ingen behöver göra något: scanpost försöker igen av sig själv. Händer det ofta, se på jobben före: deras mottagare kan vara fel.

organisation-queue-full = Organisationens egen kö hos e-posttjänsten är full.
    .next = Ingen behöver göra något: scanpost försöker igen av sig själv. Håller det i sig letar Exchange-administratören efter vad mer organisationen skickar i sådana mängder.

address-throttled = Leverantören bromsar allt som kommer från den här platsens internetadress.
    .next = scanpost försöker igen av sig själv. Håller det i sig letar administratören efter en annan dator på platsen som skickar oönskad e-post.

too-many-recipients = Mejlet har fler mottagare än { fact-to-the-server } tar emot på en gång.
    .next = Ingen behöver göra något: de andra får det i ett eget mejl.

submission-quota = { fact-the-mailbox-first } har skickat så mycket som leverantören tillåter på ett dygn. Dess mejl väntar.
    .next = Ingen behöver göra något: de skickas av sig själva inom 24 timmar. Händer det ofta ger administratören några av enheterna ett eget konto.

external-recipient-limit = Organisationen har nått så många mottagare utanför som leverantören tillåter på ett dygn. Mejlen väntar.
    .next = De skickas av sig själva inom 24 timmar. Händer det ofta ser Exchange-administratören i rapporten över organisationens externa mottagare; fler licenser höjer gränsen.

sender-blocked = Leverantören har spärrat { fact-the-mailbox } från att skicka. Dess mejl väntar.
    .next = Klientorganisationens administratör: ta reda på vad som har skickats (någon obehörig kan ha brevlådan), ta sedan bort den från Begränsade entiteter i Microsoft Defender-portalen eller med `Remove-BlockedSenderAddress`. scanpost märker ändringen av sig själv, oftast inom en timme.

mailbox-full = { fact-the-mailbox-first } är full och kan inte spara kopior av det som skickas. Dess mejl väntar.
    .next = Exchange-administratören: töm brevlådans Skickat och spara inga kopior av skanningar med `Set-Mailbox { fact-mailbox-in-command } -MessageCopyForSMTPClientSubmissionEnabled $false`. scanpost märker ändringen av sig själv, oftast inom en timme.

sender-banned = Leverantören har stängt av { fact-the-mailbox } för det som har skickats i dess namn. Dess mejl väntar.
    .next = Klientorganisationens administratör: ta reda på vad som har skickats, säkra brevlådan och be sedan Microsofts support att häva avstängningen; deras egna ord nedan anger den. scanpost märker ändringen av sig själv, oftast inom en timme.

tenant-blocked = Organisationen står på leverantörens spärrlista. Mejlen väntar.
    .next = Klientorganisationens administratör: ta reda på vilken brevlåda som har skickat oönskad e-post, säkra den och be sedan Microsofts support att ta bort organisationen från listan. scanpost märker ändringen av sig själv, oftast inom en timme.

tenant-threshold = Leverantören låter inte organisationen skicka något, eftersom den har skickat för mycket som ser oönskat ut. Mejlen väntar.
    .next = Klientorganisationens administratör: ta reda på vilken brevlåda eller anslutning som skickade det och säkra den, be sedan Microsofts support att häva spärren. scanpost märker ändringen av sig själv, oftast inom en timme.

tenant-address-refused = Leverantören låter inte organisationen skicka från den här platsens internetadress; det händer nya klientorganisationer och provversioner. Mejlen väntar.
    .next = Klientorganisationens administratör: köp en licens om det är en provversion, eller be Microsofts support att tillåta adressen. scanpost märker ändringen av sig själv, oftast inom en timme.

domain-unregistered = Leverantören har stoppat e-post eftersom den kommer från en domän som organisationen inte har registrerat. Mejlen väntar.
    .next = Exchange-administratören: lägg till och verifiera domänen för { fact-the-mailbox } i administrationscentret för Microsoft 365, under Inställningar, Domäner. scanpost märker ändringen av sig själv, oftast inom en timme.

relay-refused = { fact-the-server } skickar inte vidare någon e-post för organisationen. Mejlen väntar.
    .next = Exchange-administratören: ange servern för utgående e-post (smtp.office365.com, port 587) i kontots inställningar; eller, för en anslutning, kontrollera dess certifikat eller adress och `Get-OrganizationConfig | Format-List RejectDirectSend`. scanpost märker ändringen av sig själv, oftast inom en timme.

mail-deferred = { fact-the-server } ber scanpost att vänta.
    .next = Ingen behöver göra något: scanpost försöker igen av sig själv. Håller det i sig framgår det av leverantörens egna ord nedan vilken gräns som har nåtts.

recipient-refused = { fact-the-server } nekar den här mottagaren.
    .next = Vid enheten: rätta adressen i adressboken och skanna igen. Är adressen rätt läser administratören leverantörens egna ord nedan.

recipient-unknown = { fact-the-server } känner inte till någon sådan mottagare.
    .next = Vid enheten: rätta adressen i adressboken och skanna igen.

recipient-malformed = { fact-the-server } kan inte läsa en mottagares adress.
    .next = Vid enheten: rätta adressen i adressboken (namn@domän, utan mellanslag) och skanna igen.

recipient-full = En mottagares brevlåda är full.
    .next = Vid enheten: hör av dig till mottagaren och skanna igen senare.

recipient-restricted = En mottagare tar inte emot e-post från alla, och inte från { fact-the-mailbox }.
    .next = Exchange-administratören: låt mottagaren eller gruppen ta emot e-post från den här brevlådan, med `Set-DistributionGroup GRUPP -AcceptMessagesOnlyFromSendersOrMembers` eller under gruppens Leveranshantering. Skanna sedan igen.

mail-refused = { fact-the-server } nekar det här mejlet.
    .next = Administratören: leverantörens egna ord nedan säger varför. Vanliga orsaker: mejlet är för stort (skanna med lägre upplösning), eller så får { fact-the-mailbox } inte skicka i den avsändares namn som enheten anger.

send-as-denied = { fact-the-mailbox-first } får inte skicka i den avsändares namn som mejlet bär. Det försöks igen innan scanpost tror på det.
    .next = Administratören: välj avsändarregeln ”från kontot” för enheten. Eller, Exchange-administratören: tillåt det med `Add-RecipientPermission AVSÄNDARE -Trustee { fact-mailbox-in-command } -AccessRights SendAs`. Ett mejl som fortfarande väntar skickas sedan; ett som har misslyckats måste skannas igen.

sender-malformed = { fact-the-server } kan inte läsa avsändarens adress.
    .next = Administratören: rätta kontots adress i scanpost. Skanna sedan igen.

mail-too-large = Mejlet är större än { fact-to-the-server } tar emot.
    .next = Vid enheten: skanna igen med lägre upplösning, i svartvitt eller färre sidor åt gången.

send-size-limit = Mejlet är större än { fact-the-mailbox } får skicka.
    .next = Vid enheten: skanna igen med lägre upplösning eller färre sidor. Eller, Exchange-administratören: höj gränsen med `Set-Mailbox { fact-mailbox-in-command } -MaxSendSize 150MB`. Skanna sedan igen.

mail-malformed = { fact-the-server } nekar mejlet eftersom innehållet inte är som det ska vara.
    .next = Administratören: rapportera detta med leverantörens egna ord nedan och enhetens fabrikat. Vid enheten: prova ett annat filformat.

from-malformed = { fact-the-server } nekar mejlet eftersom avsändarfältet (From) inte är som det ska vara.
    .next = Servicetekniker: ange avsändaren i enheten som en enkel adress (namn@domän). Eller så väljer administratören avsändarregeln ”från kontot” för enheten. Skanna sedan igen.

command-refused = { fact-the-server } förstår inte vad scanpost bad om för det här mejlet.
    .next = Administratören: rapportera detta med leverantörens egna ord nedan. Skanna sedan igen.

delivery-uncertain = Anslutningen till { fact-to-the-server } bröts just när mejlet hade lämnats över, så det är osäkert om det kom fram.
    .next = scanpost skickar det igen, så mottagaren kan få det två gånger. Ingen behöver göra något.

stayed-uncertain = Det är osäkert om mejlet har kommit fram: varje gång det skickades bröts anslutningen till { fact-to-the-server } innan svaret kom.
    .next = Det kan ha kommit fram: titta i Skickat för { fact-the-mailbox }, eller fråga mottagaren, innan du skannar igen. Händer det ofta letar administratören efter en brandvägg som avslutar långa anslutningar.

attempt-interrupted = scanpost stängdes av under försöket, eller så bröts strömmen.
    .next = Ingen behöver göra något: scanpost försöker igen av sig själv. Om mejlet just hade lämnats över kan mottagaren få det två gånger.

gave-up = Mejlet gick inte att leverera på så länge att scanpost har slutat försöka.
    .next = Administratören: se i mejlets historik vad som stod i vägen och rätta till det. Skanna sedan igen.

held-too-long = Mejlet har väntat på sitt konto i { $days ->
    [unknown] för många dygn
   *[other] { $days } dygn
}, så scanpost har gett upp.
    .next = Administratören: åtgärda först det som kontot väntade på; orden nedan anger det. Skanna sedan igen.

body-missing = Mejlets innehåll saknas eller är skadat på scanposts disk.
    .next = Vid enheten: skanna igen. Administratören: kontrollera disken i den här datorn.

## Ett fax som kom med mejl och inte lämnas vidare

fax-mail-overdone = Ett mejl till faxbrevlådan har fler delar än något fax, eller delar som ligger för djupt i varandra.
    .next = Administratören: titta på det i karantänen och ta bort det om avsändaren inte är känd; annars be om faxet i ett eget mejl.

fax-tiff-broken = Ett fax kom in som en skadad TIFF: den tar slut för tidigt eller motsäger sig själv.
    .next = Administratören: be avsändaren skicka det igen. Kommer det skadat igen behöver avsändarens faxprogram rättas, eller skicka PDF.

fax-tiff-unsupported = Ett fax kom in som en TIFF av ett slag som faxar och skrivare inte förstår.
    .next = Administratören: be avsändaren skicka det som fax (TIFF-F: svartvitt, Group 3 eller 4) eller som PDF. Orden nedan säger vad som är ovanligt.

fax-tiff-overdone = Ett fax kom in med fler eller större sidor än en skrivare klarar.
    .next = Administratören: se i karantänen vem som skickade det. Är det ett riktigt fax, be om det i delar eller med lägre upplösning; ta annars bort det.

fax-pdf-broken = Ett fax kom in som en skadad PDF: början eller slutet saknas.
    .next = Administratören: be avsändaren skicka det igen.

fax-pdf-encrypted = Ett fax kom in som en PDF som är låst med lösenord eller mot utskrift.
    .next = Administratören: be avsändaren om en olåst PDF.

## En skrivare som skriver ut det som kommit med mejl

printer-missing = Mejl ska skrivas ut, men ingen skrivare är vald för dem.
    .next = Administratören: välj en skrivare under Inställningar, ”Mottagning”. Det som väntar skrivs sedan ut av sig självt.

printer-unreachable = Skrivaren{ fact-printer-name } går inte att nå.
    .next = Vid skrivaren: se till att den är på och ansluten till nätverket. Det som väntar är i säkerhet och skrivs ut av sig självt när skrivaren är tillbaka.

printer-out-of-paper = Papperet är slut i skrivaren{ fact-printer-name }.
    .next = Vid skrivaren: fyll på papper. Det som väntar skrivs sedan ut av sig självt.

printer-jammed = Papper har fastnat i skrivaren{ fact-printer-name }.
    .next = Vid skrivaren: ta bort papperet som fastnat. Det som väntar skrivs sedan ut av sig självt.

printer-stopped = Skrivaren{ fact-printer-name } har stannat.
    .next = Vid skrivaren: titta på displayen; orden nedan anger vad den väntar på. Utskriften fortsätter av sig själv.

printer-busy = Skrivaren{ fact-printer-name } tar inte emot utskrifter just nu.
    .next = Ingen behöver göra något: det görs ett nytt försök. Håller det i sig, titta på skrivarens display och töm dess lista över utskrifter.

printer-slow = Skrivaren{ fact-printer-name } har fått utskriften men är inte klar med den än.
    .next = Ingen behöver göra något: scanpost frågar igen senare och skriver inte ut två gånger. Håller det i sig, titta på skrivarens display.

printer-locked = Skrivaren{ fact-printer-name } vill veta vem som skriver ut och nekar.
    .next = Administratören: låt den här datorn skriva ut utan inloggning (skrivarens åtkomstlista eller användarautentisering). Det som väntar skrivs sedan ut av sig självt.

printer-address-wrong = På den här adressen finns ingen skrivare som förstår IPP.
    .next = Administratören: kontrollera skrivarens adress, till exempel ipp://skrivare.example/ipp/print; kräver skrivaren kryptering, skriv ipps://. Se till att IPP är påslaget i skrivaren.

printer-format-refused = Skrivaren{ fact-printer-name } skriver inte ut dokument av det här slaget.
    .next = Administratören: dokumentet ligger i karantänen. Välj en skrivare som skriver ut PDF och försök igen, eller låt fax läggas i en mapp.

print-refused = Skrivaren{ fact-printer-name } nekade utskriften eller avbröt den.
    .next = Administratören: orden nedan anger varför. Titta på skrivaren och försök sedan igen från karantänen; då skrivs det ut på nytt.

print-canceled = Någon tog bort utskriften vid skrivaren{ fact-printer-name }.
    .next = Administratören: var det ett misstag, försök igen från karantänen; ta annars bort det där.

print-elsewhere = Skrivaren{ fact-printer-name } fick det här innan en annan skrivare valdes; den kan skriva ut det ännu.
    .next = Administratören: titta i den skrivarens utmatningsfack; ligger det där, ta bort det ur karantänen. Annars ta bort utskriften på den skrivaren och försök igen: då skrivs det ut på den som är vald nu.
print-uncertain = Ingen vet om skrivaren{ fact-printer-name } har skrivit ut det här: anslutningen bröts eller så har skrivaren glömt utskriften.
    .next = Administratören: titta i skrivarens utmatningsfack. Ligger det där, ta bort det ur karantänen; annars försök igen: då skrivs det ut på nytt.
