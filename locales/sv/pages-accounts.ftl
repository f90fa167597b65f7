# Sidorna om konton: leverantörer, inloggning, vad varje konto används till.

account-add = Lägg till ett konto
account-state = Läge
account-way = Inloggningssätt
account-lapses = Upphör om den inte används före
account-scopes = Behörigheter som har beviljats
account-scope-missing = behövs men har inte beviljats
account-settings = Inställningar
account-used-for = Används till
account-sends = Att skicka
account-sends-and-receives = Att skicka och ta emot
account-check = Kontrollera anslutningen nu
account-change = Ändra inställningarna
account-remove = Ta bort
account-remove-title = Ta bort { $address }?
account-remove-text = scanpost glömmer kontot och dess inloggning. Enheter som skickar med det avvisas sedan. Ett konto med väntande utskick blir kvar tills de är borta.
account-remove-users = { $users ->
    [1] 1 användare
   *[other] { $users } användare
} loggar in med dess app: de kan sedan varken logga in eller skicka förrän ett annat konto väljs för att skicka.
account-remove-yes = Ja, ta bort
account-remove-no = Nej, behåll det
save = Spara

## Lägga till ett konto

add-choose = Var finns brevlådan som skanningarna ska skickas från?
add-other-provider = En annan leverantör
add-address = Brevlådans adress
add-address-hint = Skanningar skickas från den, så helst en egen brevlåda, till exempel skanning@example.com. Autentiserad SMTP (SMTP AUTH) måste vara påslagen för den.
add-address-missing = Ange brevlådans adress.
add-name = Namn i scanpost
add-name-hint = Ett kort namn för listor och kommandon. Lämnas det tomt blir det vad som står före @.
add-client-id = Klient-ID (program-ID)
add-client-id-where = Vad leverantören kallar appen, hos Microsoft ”Program-ID (klient)”. { $where }
add-client-id-hint = Det behövs här: den här leverantören släpper inte in någon app som inte är registrerad.
add-client-id-optional = Lämna det tomt för att använda det som leverantörens beskrivning har.
add-client-id-missing = Ange appregistreringens klient-ID.
add-tenant = Klientorganisation (tenant)
add-tenant-hint = Organisationens katalog-ID (tenant) eller domän. Lämnas det tomt blir det ”{ $tenant }”; för att logga in som app måste det anges.
add-receiving = Ta även emot e-post (POP3)
add-receiving-hint = För internetfax och status per e-post. Kryssa bara i om det behövs: många organisationer låter användare godkänna att skicka, men inte detta.
add-description = Leverantörens beskrivning
add-description-hint = Klistra in leverantörens fil här; sandlådan visar sin under ”Connect scanpost”. Eller ersätt adresserna nedan med din leverantörs och ta bort det som den inte har.
add-servers = Ifyllt av leverantören
add-smtp-host = SMTP-server
add-smtp-port = Port
add-smtp-security = Kryptering
add-smtp-login = SMTP-autentisering
add-smtp-login-on = På, OAuth 2.0
add-fixed = fast
add-not-used = Med OAuth 2.0 gäller tidigare inställningar inte längre: autentiseringslösenordet, dess kryptering och varje annan port.
add-go-on = Vidare till inloggningen

## Att registrera en app i Entra

register-title = Inget klient-ID än? Så får du ett
register-new = Öppna Appregistreringar i administrationscentret för Microsoft Entra och välj Ny registrering. Namnet spelar ingen roll.
register-for-tenant = Kontotyper som stöds: endast konton i den här organisationskatalogen.
register-for-persons = Kontotyper som stöds: personliga Microsoft-konton.
register-return = Öppna Autentisering, Lägg till en plattform, ”Mobil- och skrivbordsprogram”, och ange den här omdirigerings-URI:n för inloggning på datorn som scanpost körs på:
register-return-pasted = För inloggning från en annan dator, kryssa även för
register-public = Ställ även in ”Tillåt offentliga klientflöden” på Ja under Autentisering. Inloggning med kod behöver det.
register-permission = Öppna API-behörigheter, Lägg till en behörighet, Microsoft Graph, Delegerade behörigheter, och lägg till
register-permission-receiving = För att även ta emot e-post dessutom
register-mailbox = Slå på autentiserad SMTP för brevlådan i Exchange Online PowerShell. Det behövs även med OAuth och kan dröja några timmar.
register-copy-ids = Kopiera program-ID (klient) och katalog-ID (klientorganisation) från registreringens översikt till det här formuläret.
register-copy-id = Kopiera program-ID (klient) från registreringens översikt till det här formuläret.

## Leverantörer

provider-exchange-online = Arbets- och skolkonton i Microsoft 365 och Office 365, även GCC.
provider-outlook = Personliga konton: Outlook.com, Hotmail, Live.
provider-gmail = Gmail och Google Workspace.
provider-gcc-high = Microsoft 365 för amerikanska myndigheter: GCC High.
provider-dod = Microsoft 365 för USA:s försvarsdepartement.
provider-china-21vianet = Microsoft 365 i Kina.
provider-hve = Många utskick till mottagare inom den egna organisationen. En app loggar in, ingen person.
provider-custom = En annan leverantör
provider-custom-text = Vilken e-posttjänst som helst med OAuth 2.0, beskriven i en fil.

## Inloggningssätt

ways-title = Logga in { $address }
ways-text = Välj hur. Om organisationen spärrar ett sätt fungerar ett annat.
ways-back = Inloggningssätt
ways-consent = Kräver organisationen att en administratör samtycker?
way-proposed = föreslås
way-device-code = Med en kod
way-device-code-text = Du anger en kod på leverantörens sida, på vilken dator eller telefon som helst. Spärrat i klientorganisationer i Microsoft 365 som skapats efter juni 2026 och överallt där säkerhetsstandarder eller villkorsstyrd åtkomst förbjuder det.
way-device-code-not = Inte möjligt här: { $provider } ger inte rätt att skicka e-post för en kod.
way-device-code-button = Hämta en kod
way-browser = I den här webbläsaren
way-browser-text = Du loggar in på leverantörens sida med den här webbläsaren. Fungerar med säkerhetsstandarder, från den här datorn.
way-browser-not = Inte möjligt här: hos { $provider } loggar ingen person in, bara en app.
way-browser-button = Logga in med den här webbläsaren
way-app = Som app
way-app-text = Ingen användare, och inget som upphör om det inte används: en administratör i klientorganisationen ställer in det en gång. Fungerar där personers inloggningar spärras.
way-app-not = Inte möjligt här: { $provider } har ingen organisation där en app kan få rätten.
way-app-button = Logga in som app
way-app-set-up = Ställ in appen
sign-in-go-on = Fortsätt inloggningen
sign-in-otherwise = Logga in på ett annat sätt

## I webbläsaren

browser-open = Öppna leverantörens sida:
browser-open-at = Öppna { $host }
browser-comes-back = Sedan kommer webbläsaren tillbaka hit av sig själv.
browser-paste = Webbläsaren stannar på en tom sida eller säger att sidan inte kan nås. Så ska det vara. Kopiera hela adressen från adressfältet och klistra in den här:
browser-address = Den sista sidans adress
browser-finish = Slutför inloggningen
browser-valid = Webbläsaren inväntas i ytterligare
browser-away = En webbläsare har skickats till leverantören och inväntas i ytterligare
browser-begin-anew = Börja om
browser-return = Returadress
browser-return-text = Den här adressen måste vara registrerad för appen hos leverantören, tecken för tecken (hos Microsoft: Autentisering, ”Mobil- och skrivbordsprogram”; för en egen https-adress, ”Webb”).
browser-rather-paste = Klistra in den sista adressen i stället
browser-rather-page = Kom tillbaka till { $page } i stället
return-signed-in = Inloggad
return-signed-in-text = scanpost har rätt att skicka. Nu loggar scanpost in på e-postservern en gång för att vara säker.
return-consented = Organisationen har samtyckt
return-consented-text = Nu kan någon logga in, eller appen.
return-not-signed-in = Inloggningen slutfördes inte
return-not-signed-in-text = Inget har ändrats i scanpost.
return-going-on = Ett ögonblick
return-on = Vidare till scanpost
return-again = Försök igen

## En administratörs samtycke

consent-title = Samtycke å organisationens vägnar
consent-text = En administratör i klientorganisationen (administratör för privilegierade roller, molnprogram eller program) samtycker en gång för alla användare. Logga därefter in som vanligt.
consent-make = Skapa länken
consent-send = Eller skicka den här adressen till administratören. Om dennes webbläsare till slut säger att sidan inte kan nås har samtycket getts ändå:

## Som app

app-text = Appen legitimerar sig med ett certifikat eller en hemlighet. En administratör i klientorganisationen tillåter den en gång; därefter behöver ingen logga in igen.
app-certificate = Certifikat
app-secret = Klienthemlighet
app-secret-hint = Hemlighetens värde (inte dess ID), så som leverantören visade det när den skapades. scanpost förvarar den förseglad och visar den aldrig.
app-secret-ends = Den upphör
app-secret-ends-hint = Leverantören visar dagen där hemligheten skapades. scanpost varnar 30 dagar i förväg.
app-secret-ends-wrong = Det är ingen dag. Skriv den som 2028-11-21, eller lämna fältet tomt.
app-other = Eller i stället
app-make = Skapa ett nyckelpar
app-make-text = scanpost skapar en privat nyckel, som aldrig lämnar den, och ett certifikat, som du laddar upp hos leverantören.
app-import = Ett eget certifikat
app-import-pem = Certifikat och privat nyckel
app-import-hint = Båda i PEM, med sina BEGIN- och END-rader; nyckeln RSA och utan lösenord.
app-thumbprint = Tumavtryck
app-ends-title = Giltighet
app-ends = upphör
app-end-unknown = slutet okänt
app-download = Ladda ner certifikatet
app-remove = Ta bort
app-remove-title = Ta bort det som appen legitimerar sig med?
app-remove-text = scanpost glömmer hemligheten eller den privata nyckeln för gott. Appen kan då inte få nya token.
app-remove-yes = Ja, ta bort
app-remove-no = Nej, behåll det
app-steps = Vad klientorganisationens administratör gör
app-step-upload = Öppna appregistreringen i administrationscentret för Entra, Certifikat och hemligheter, Certifikat, och ladda upp certifikatet. Jämför tumavtrycket.
app-step-permission = Lägg till programbehörigheten och bevilja administratörssamtycke:
app-step-permission-where = API-behörigheter, Lägg till en behörighet, API:er som min organisation använder, Office 365 Exchange Online, Programbehörigheter; sedan ”Bevilja administratörsmedgivande”.
app-step-object = Öppna appen under Företagsprogram (inte Appregistreringar) och kopiera dess objekt-ID.
app-object-id = Objekt-ID
app-object-id-hint = Det fylls i i kommandona nedan. Registreringens objekt-ID är ett annat och fungerar inte.
app-fill = Fyll i
app-step-exchange = Släpp in appen i brevlådan med Exchange Online PowerShell:
app-sign-in-text = Låt appen logga in när allt det är gjort. Det kan dröja en halvtimme innan Exchange känner till appen.

## Ett kontos inställningar

settings-title = Inloggningsinställningar
settings-client-id-hint = Appregistreringens ”Program-ID (klient)” hos leverantören.
settings-tenant-hint = Organisationens katalog-ID (tenant) eller domän. För att logga in som app måste det anges.
settings-asked = Nästa inloggning ber om:
settings-later = Den inloggning som finns fortsätter så som den gavs; logga in igen för att använda nya inställningar.

limits-title = Vad leverantören tar emot från brevlådan
limits-hint = scanpost skickar inte fortare, så att inget mejl nekas för den sakens skull. Lämna ett fält tomt för att använda leverantörens egen gräns.
limit-connections = Anslutningar samtidigt
limit-minute = Mejl per minut
limit-day = Mejl under 24 timmar
limit-recipients = Mottagare under 24 timmar
limit-recipients-a-mail = Mottagare av ett mejl
limit-usual = Leverantörens gräns: { $usual }
limit-none = Ingen gräns är känd.

## Kontrollera allt

doctor-title = Kontrollera allt
doctor-text = scanpost går igenom en skannings hela väg: disk, namn, anslutningar, proxy, klocka, kryptering, inloggning, behörigheter och inloggningen i brevlådan. Varje steg bockas av, och det första som misslyckas säger vad som ska göras.
doctor-mail-to = Skicka ett testmejl till
doctor-mail-to-hint = Som sista steg. Lämna fältet tomt om inget ska skickas.
doctor-again = Kontrollera igen
doctor-begun = Började
doctor-steps = Steg
doctor-under-way = Pågår
doctor-good = Allt är bra
doctor-warned = Det fungerar, med en varning
doctor-failed = Något måste göras
