# Sidorna om platsens inställningar.

## Avdelningarna

site-settings-title = Inställningar
mail-title = E-postinställningar
functions-title = Funktionernas konton
transfer-title = Export och import

## Det som har gjorts

done-saved = Sparat. Nya anslutningar görs med det.
done-imported = Importerat. Certifikatet gäller från och med nu.
done-known = Certifikatet fanns redan.
done-removed = Borttaget. Certifikatet gäller inte längre.
done-updated = Systemets rotcertifikat har lästs in på nytt.
others-title = Sparat nu
others-text = Någon annan har sparat under tiden. Nedan står det du skrev; här är det som är sparat där det skiljer sig. Sparar du igen ersätts det.

## Sändning

sending-title = Sändning (SMTP)
primary-server = Primär server
primary-none = Det finns inget konto än. Leverantören fyller i det här.
primary-account = Konto
smtp-authentication = SMTP-autentisering
fixed = fast
not-used = Lösenord och kryptering för SMTP-autentisering används inte med OAuth 2.0. Värden som tidigare har ställts in i en enhet gäller inte längre.
secondary-host = Sekundär server
secondary-host-hint = Används bara när den primära servern inte kan nås, för mejl från sändande funktioner. Den får samma inloggning och måste därför höra till samma leverantör. Tomt: ingen.
port = Portnummer
secondary-port-hint = Tomt: 587.
encryption = Kryptering
encryption-from-the-start = TLS från början
timeout = Timeout (sekunder)
timeout-hint = Hur länge en anslutning får dröja: 5 till 300.

## Certifikat

tokens-elsewhere-hint = Att ändra detta kräver även behörigheten ”Konton och inloggning”: det avgör vart åtkomsttoken tar vägen.
certificates-check-title = Certifikatvalidering
certificate-validation = Certifikatvalidering av e-postservrar
certificate-validation-hint = Den bör vara på. Utan den ansluter scanpost utan att säkerställa att e-postservern är den som den uppger sig vara; någon däremellan skulle kunna läsa mejlen och använda inloggningen. Varje jobb säger då det. Leverantörens inloggningsserver kontrolleras alltid.
switch-on = På
switch-off = Av
unchecked = Certifikatvalideringen är av: e-postservrar behöver inte visa vilka de är.
unchecked-next = Någon däremellan skulle kunna läsa mejl. Slå på den, och importera i stället CA-certifikatet för er egen e-postserver.
unchecked-to-settings = Till e-postinställningarna
quarantined = Mejl som har kommit in väntar i karantän på en människa.
quarantined-next = Titta på dem: försök igen när orsaken är åtgärdad, eller ta bort dem.
quarantined-to-list = Till karantänen
not-receiving = En brevlåda kunde inte öppnas.
not-receiving-next = Därifrån hämtas inget just nu, och det som ligger i den stannar där.
not-receiving-to-list = Till mottagningen
certificates-title = CA-certifikat
certificates-text = De gäller utöver systemets, för alla konton, vid inloggning och vid sändning.
certificates-none = Inget certifikat har importerats.
certificate-subject = Utfärdat till
certificate-issuer = Utfärdat av
certificate-ends = Giltigt till
certificate-fingerprint = SHA-256-fingeravtryck
certificate-remove = Ta bort
certificate-pem = Certifikat i PEM-format
certificate-pem-hint = Ett eller flera, vart och ett med sina rader BEGIN och END.
certificate-import = Importera
roots-text = När systemets rotcertifikat har uppdaterats kan scanpost läsa in dem på nytt.
roots-update = Uppdatera rotcertifikat

## Avsändaren

sender-title = Avsändare och administratör
sender-today = Mejl skickas så som varje enhets avsändarregel säger (Enheter, ”Avsändare”); i regel är det kontots egen adress. Sändarnamn och avsändaradress sparas bara och ändrar inga mejl.
sender-name = Sändarnamn
sender-name-hint = Till exempel ”Kopiatorn, plan 2”. Sparas bara.
sender-address = Avsändaradress
sender-address-hint = Med OAuth 2.0 måste det vara en adress som kontot får skicka från. Sparas bara.
administrator-address = Administratörens e-postadress
administrator-address-hint = Den som får veta när något kräver en människa, om e-post är på under Underrättelser.
auto-specify-sender-name = Ange avsändarnamn automatiskt
auto-specify-sender-name-hint = På: administratörens adress är avsändare. Av: den som använder enheten väljer; det måste vara en adress som kontot får skicka från. Sparas bara.

## Mottagning

pop-title = Mottagning (POP)
pop-today = För mottagning av internetfax: de fax som kommer till dess brevlåda läggs i mappen ”faxes” i scanposts datamapp.
pop-host = POP-server
pop-host-hint = Till exempel outlook.office365.com. Tomt: leverantörens egen.
pop-port-hint = Tomt: 995, eller 110 med STARTTLS.
pop-interval = Kontrollintervall (minuter)
pop-interval-hint = Hur ofta brevlådan kontrolleras: 1 till 60. Leverantörerna vill inte ha tätare än var 1–5 minut. Tomt: 5.

## Nätverket

network-title = Nätverk
network = Nätverksgränssnitt eller egen adress
account-network-hint = Vilket nätverk som används till det här kontots leverantör: en adress som datorn har, eller ett namn som eth1. Tomt: som för hela platsen.
account-by-network = via { $network }
network-hint = Där anslutningar till leverantören lämnar den här maskinen: en adress som den har, eller ett namn som eth1. Tomt: systemet väljer.
proxy-host = HTTP-proxy
proxy-host-hint = För både inloggning och e-post; den måste tillåta CONNECT till e-postserverns port. Tomt: ingen.
proxy-port-hint = Tomt: 3128.
proxy-user = Användare hos proxyn
proxy-user-hint = Tomt: den kräver ingen.
proxy-password = Lösenord hos proxyn
proxy-password-hint = Sparas förseglat och visas aldrig. Tomt: det sparade gäller.

## Funktionerna och deras konton

functions-text = Alla sändande funktioner delar ett konto och ändras i samverkan. Varje mottagande funktion har sitt eget; att logga in för en loggar inte in en annan.
slot-sending-hint = För alla enheter som inte har ett eget konto.
slot-fax-server-hint = Inget valt: de sändande funktionernas konto.
slot-notices-hint = Helst ett eget konto: ett konto som väntar kan inte berätta att det gör det. Inget valt: de sändande funktionernas konto.
slot-fax-receive-hint = Fax i TIFF eller PDF hämtas ur den här brevlådan och läggs i en mapp, skickas vidare eller skrivs ut, som det är inställt under Inställningar → Mottagning. Logga in kontot igen när det är valt, så att scanpost får hämta dess e-post.
slot-email-status-hint = Mejl med rätt ord i ämnesraden, från avsändare som du tillåter, besvaras med statusen. Ställ in båda under Inställningar → Mottagning.
slot-print-mail-hint = Mejl från avsändare som du tillåter går till en skrivare med det som är bifogat. Ställ in båda under Inställningar → Mottagning.
slot-delivery-reports-hint = Det som kommer tillbaka om skickade skanningar hittar sitt jobb här, så välj kontot som de skickas med.
slot-device-mailbox-hint = Enheter som hämtar e-post från scanpost med POP3 ser den här brevlådan, om det är tillåtet för enheten. Inget annat bör läsa den.
slot-account = Konto
slot-none = Inget valt
slot-as-sending = Inget är valt, så det blir de sändande funktionernas konto.
slot-only-one = Inget är valt, så det blir det enda konto som finns.
slot-gone = Kontot ”{ $name }” finns inte längre. Välj ett annat.
slot-nothing = Inget är valt.
slot-nothing-sends = Inget konto kan användas, så enheter utan eget konto avvisas. Välj ett.
slot-last-result = Senaste inloggning hos e-postservern
deviations-title = Enheter med eget konto
deviations-none = Alla enheter skickar med de sändande funktionernas konto.
deviation-gone = (finns inte längre: mejlen därifrån avvisas)
function-scan-to-email = Skanna till e-post
function-error-notification = Felavisering
function-email-notification = E-postavisering
function-internet-fax-send = Skicka internetfax
function-fax-server = Faxserver
function-notices = scanposts egna underrättelser
function-internet-fax-receive = Ta emot internetfax
function-email-status = E-poststatus
function-print-mail = Skriv ut e-post
function-delivery-reports = Läs rapporter om skickade skanningar
function-device-mailbox = Låt äldre enheter hämta e-post

## Export och import

export-title = Export
export-text = Alla inställningar, konton och enheter i en TOML-fil, att spara. Inga inloggningar och inga lösenord står där i klartext: enheternas och administratörernas lösenord är hashvärden, andra hemligheter är förseglade med den här installationens nyckel.
export-takes-all = Filen är för den som får göra allt: där står hashvärdena för alla administratörers lösenord.
export-download = Ladda ned filen
import-title = Import
import-text = Lägger till och ändrar det som filen nämner och lämnar allt annat som det är. Du ser vad som skulle ändras innan något görs.
import-file = Inställningsfil
import-file-hint = En som har exporterats, eller som är skriven på samma sätt.
import-preview = Visa vad som skulle ändras
import-apply = Importera
preview-title = Det här skulle ändras
preview-text = Inget har gjorts än.
preview-nothing = Allt är redan så; det finns inget att göra.
imported-title = Importen
imported-text = Det här har gjorts.
import-ends-sign-in = En inloggning pågår där; den avbryts av importen och får göras om.
outcome-added = Tillagt
outcome-changed = Ändrat
outcome-would-be-added = Nytt
outcome-would-be-changed = Annorlunda
outcome-same = Oförändrat
outcome-not-done = Inte gjort
thing-mail-settings = E-postinställningar
thing-slots = Funktionernas konton
thing-history = Historik
thing-appearance = Utseende
thing-users = Användare
thing-user-rules = Vem som blir användare
thing-receiving = Mottagning
thing-notices = Underrättelser
thing-authorities = CA-certifikat
thing-account = Konto
thing-device = Enhet
thing-administrator = Administratör

## I ett jobbs historia

route-secondary = Sekundär server
route-proxy = Proxy
route-sender = Avsändare
route-mended = Rättat: { $what }
route-unchecked = Certifikatet inte validerat

# Sidan om historiken.

history-title = Historik
history-text = Det som är avslutat sparas en tid och glöms sedan. Själva skanningen tas bort så snart jobbet är avslutat. Ett jobb som inte är avslutat glöms aldrig.
history-days-title = Hur länge
history-jobs = Jobb, antal dagar
history-jobs-hint = Jobb som är avslutade och mejl som har tagits emot och lämnats vidare, med allt som hänt med dem. 1 till 3650.
history-people = Vad personer gjort, antal dagar
history-people-hint = Vem som ändrat, hållit kvar, tagit bort eller hämtat något, och vem som loggat in. Inte färre än för jobben.

# Sidan om utseendet.

appearance-title = Utseende
appearance-text = Sidorna kan tala som dina skrivares sidor gör och visa deras menyer. Det som är sparat, och det som program läser, förblir detsamma.
appearance-words-title = Vems ord
appearance-profile = Profil
appearance-profile-hint = Den tillverkarens ord, menyer och jobbkoder. scanpost: egna ord.
