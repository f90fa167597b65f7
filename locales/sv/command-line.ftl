# Vad programmet skriver ut för människor; .next är vad de ska göra. Det som kommer från annat håll
# ($why från systemet, till exempel) står där som det kom.

## Varför något gick fel, som del av en mening

why-not-found = filen eller mappen finns inte
why-not-permitted = systemet tillåter det inte
why-address-taken = ett annat program lyssnar där
why-address-not-here = den här datorn har inte den adressen
why-disk-full = disken är full
why-read-only = disken är skrivskyddad
why-a-folder = det är en mapp
why-no-folder = en del av sökvägen är inte en mapp
why-no-text = det är inte text i UTF-8
why-hung-up = den andra sidan avslutade anslutningen
why-too-large = den är större än { $kibibytes } KiB

## Systemet

threads-missing = Programmet kan inte starta sina trådar: { $why }.
    .next = Frigör minne eller höj gränsen för antalet processer, och starta det igen.
signals-unheard = Programmet kan inte höra signaler: { $why }.
    .next = Frigör minne och starta det igen.
chance-missing = Systemet ger inga slumptal: { $why }.
    .next = Låt programmet läsa /dev/urandom och starta det igen.
file-not-read = { $path } går inte att läsa: { $why }.
    .next = Rätta sökvägen eller behörigheterna och försök igen.
file-not-written = { $path } går inte att skriva: { $why }.
    .next = Rätta sökvägen eller behörigheterna, eller frigör utrymme, och försök igen.

## Datamappen

-folder-next = Välj en annan med --data, eller rätta dess behörigheter.
folder-not-made = Datamappen { $path } går inte att skapa: { $why }.
    .next = { -folder-next }
folder-not-opened = Datamappen { $path } går inte att öppna: { $why }.
    .next = { -folder-next }
folder-not-locked = Datamappen { $path } går inte att låsa: { $why }.
    .next = { -folder-next }
folder-not-read = Datamappen { $path } går inte att läsa: { $why }.
    .next = { -folder-next }
folder-not-closed = Datamappen { $path } går inte att stänga för andra: { $why }.
    .next = { -folder-next }
folder-of-others = I mappen { $path } ligger annat än det som hör till scanpost.
    .next = Välj en tom eller ny mapp med --data.
folder-of-another-user = Datamappen { $path } är öppen för andra och tillhör en annan användare.
    .next = Låt den användaren stänga den (chmod 700 { $path }), eller välj en annan mapp med --data.
folder-nowhere = Det finns ingen hemmapp att spara data i.
    .next = Välj en mapp med --data.
folder-closed = Datamappen { $path } var öppen för andra. Nu kommer bara ägaren åt den (0700).
key-open-to-others = Andra kan läsa nyckeln { $path }.
    .next = Stäng den: chmod 600 { $path }
key-unusable = Nyckeln i { $source } är inte { $octets } byte i base64.
    .next = Skapa en: head -c { $octets } /dev/urandom | base64
certificate-not-made = Det går inte att skapa ett certifikat för ”{ $hostname }”: { $why }.
    .next = Välj ett annat --hostname.
certificate-unusable = Certifikatet { $chain } med nyckeln { $key } fungerar inte: { $why }.
    .next = Ange en certifikatkedja och dess nyckel i PEM, med --tls-cert och --tls-key.
web-certificate-unusable = Certifikatet { $chain } med nyckeln { $key } fungerar inte för sidan: { $why }.
    .next = Ange en kedja och dess nyckel i PEM, med --web-certificate och --web-key.

## Vem som arbetar i datamappen

lock-waiting = Väntar på en annan scanpost-process som använder datamappen { $path } ...
lock-waiting-for-gateway = Väntar på gatewayen (process { $process }) som använder datamappen { $path } ...
lock-waiting-for-command = Väntar på scanpost-kommandot (process { $process }) som använder datamappen { $path } ...
lock-held = En annan scanpost-process använder datamappen { $path }.
    .next = Låt den bli klar och försök igen.
lock-second-gateway = En gateway (process { $process }) körs redan på { $path }.
    .next = Stoppa den först (kill { $process }), eller välj en annan --data.
lock-silent-gateway = Gatewayen (process { $process }) använder datamappen { $path } och har inte svarat på { $seconds } sekunder.
    .next = Se efter i dess logg, eller stoppa den och starta den igen.
lock-held-by-command = Ett scanpost-kommando (process { $process }) har använt datamappen { $path } i { $seconds } sekunder.
    .next = Låt det bli klart, eller avsluta det (kill { $process }), och försök sedan igen.

## Gatewayen

gateway-not-asked = Gatewayen går inte att fråga: { $why }.
    .next = Frigör minne och försök igen.
gateway-silent = Gatewayen svarar inte: { $why }.
    .next = Håller den på att starta eller sluta? Försök igen.
gateway-of-other-version = Gatewayen är av en annan version: { $why }.
    .next = Starta om den.
gateway-answered-oddly = Gatewayen svarade { $status }.
    .next = Se efter i dess logg.
page-not-served = Sidan finns bara när gatewayen körs.
    .next = Starta den: scanpost serve
page-link = Fungerar en gång, inom tio minuter.

## serve

serve-fax-folders = Fax går inte att lägga i { $folder }: { $why }. Se till att mappen finns och att scanpost får skriva i den. Till dess väntar de här.
serve-devices = Enheter skickar till
serve-fetching = Enheter hämtar från
serve-stls = STLS på begäran
serve-or = eller
serve-page = Sidan
serve-starttls = STARTTLS på begäran
serve-tls = TLS
serve-fingerprint = Certifikat SHA-256
serve-set-up = Ingen kan logga in än. Driftsätt scanpost på { $page } med koden { $code }
serve-set-up-hidden = Ingen kan logga in än. Driftsätt scanpost på { $page }. Koden finns i { $file } och visas av kommandot scanpost administrator set-up-code
serve-get-link = skapa en länk: scanpost page
listen-failed = Det går inte att lyssna på { $option } { $address }: { $why }.
    .next = Välj en annan adress med { $option }.
listen-not-permitted = Det går inte att lyssna på { $option } { $address }: { $why }.
    .next = Portar under 1024 kräver rättigheten CAP_NET_BIND_SERVICE. Ge programmet den, eller välj en annan adress med { $option }.
listener-unknown = Systemet talar inte om var det lyssnar: { $why }.
    .next = Starta igen.
control-socket-not-opened = Styrsocketen { $path } går inte att öppna: { $why }.
    .next = Välj en --data med en kortare sökväg.

## Sandlådan

sandbox-pages = Inloggning och brevlådor
sandbox-connect = Så ansluts scanpost
sandbox-smtp = SMTP med STARTTLS
sandbox-pop3 = POP3 med TLS
sandbox-pop3-stls = POP3 med STLS
sandbox-not-started = Sandlådan kan inte starta: { $why }.
    .next = Välj andra adresser med --web, --smtp, --pop3, och se efter i filen för --registration.
registration-unusable = Registreringen { $path } går inte att använda: { $why }.
    .next = Rätta den där och starta sandlådan igen.

## Leverantörer

provider-unknown = ”{ $name }” är varken en känd leverantör ({ $known }) eller en fil som går att läsa: { $why }.
    .next = Ange ett av namnen, eller rätta sökvägen till filen.
provider-file-wrong = Leverantörsfilen { $name } går inte att använda: { $why }
    .next = Rätta den där och lägg till kontot igen.
provider-file-at = rad { $line }, kolumn { $column }: { $why }.
provider-described-wrong = Beskrivningen av e-posttjänster i { $name } går inte att använda: { $why }
    .next = Rätta den där, eller ta bort filen, och starta scanpost igen.
provider-described-many = det finns fler än { $most } filer.
provider-described-badly-named = namnet ska bestå av små bokstäver, siffror och bindestreck, och inte vara ”custom”.
provider-described-other-name = filen heter ”{ $called }” och på raden ”name” står ”{ $name }”; båda ska vara lika.

## Konton

show-user-gone = En användare som togs bort
show-since = sedan { $at }
show-account-list-empty = Inget konto ännu. Lägg till ett: scanpost account add --help
show-account-token = Tokenstatus: { $status }
show-account-signed-in-as = inloggad som { $name }
show-account-signed-in-as-other = inloggad som { $name } (inte { $address }: är det meningen?)
show-account-next-refresh = Förnyas nästa gång: { $at }
show-account-connected = Anslutningsstatus: inloggningen lyckades { $at }
show-account-not-connected = Anslutningsstatus: misslyckades { $at }. { $why }
show-account-network = Nås via nätverket { $network }.
show-account-not-tried = Anslutningsstatus: inte prövad än
show-account-opened = Brevlådan (POP3): öppnad { $at }
show-account-not-opened = Brevlådan (POP3): inte öppnad { $at }. { $why }
show-account-on-hold = Utskick pausade sedan { $since }: { $why }
show-account-rests = Vilar vid en gräns till { $until }: { $why }
show-account-last-sign-in = Senaste inloggningen: { $why }
account-next-sign-in = Nästa steg: scanpost account sign-in { $name }
show-grant-way = Inloggningssätt: { $way } (möjliga: { $ways })
show-grant-client = Klient-ID: { $id }
show-grant-granted = Beviljat: { $scopes }
show-grant-lapses = Upphör om den inte används före { $at }
show-grant-certificate = Certifikat: { $thumbprint }
show-browser-comes-back = Webbläsaren kommer tillbaka hit av sig själv. Klistra annars in den sista sidans adress här, från en annan dator.
show-browser-paste = Kopiera den sista sidans adress och klistra in den här.
show-browser-registered = Returadressen måste vara registrerad för appen: { $address }
browser-not-awaited = Det går inte att invänta webbläsaren: { $why }.
    .next = Frigör minne och försök igen, eller använd --paste.
browser-done = scanpost: Du är inloggad. Sidan kan stängas.
browser-not-done = scanpost: Det gick inte. Terminalen säger varför.
account-changed = Logga in igen för att använda de nya inställningarna: scanpost account sign-in { $name }
consent-next = Skicka den till administratören. Om dennes webbläsare till slut säger att sidan inte kan nås har samtycket getts ändå.
account-removed = { $name } är borttaget.
account-removed-users = Inget konto är nu valt för att skicka. { $users ->
    [1] 1 användare
   *[other] { $users } användare
} kan varken logga in eller skicka förrän ett är valt: scanpost slot set sending NAMN
doctor-begins = Kontrollerar allt för { $name }:
doctor-all-is-well = Allt är bra.
doctor-no-account = Det finns inget konto att kontrollera.
    .next = Lägg till ett: scanpost account add
doctor-broken-off = Kontrollen avbröts: gatewayen startades om, eller så började någon annan en ny.
    .next = Kontrollera igen.
signed-out =
    { $name } är utloggat och dess token raderade. Mejl väntar tills någon loggar in.
    Vill du avsluta användarens alla sessioner återkallar du dem hos leverantören.
sign-in-still-open = Väntan är över. Koden hämtades på annat håll och kan fortfarande användas.
    .next = Se scanpost account show { $name }.
sign-in-broken-off = Inloggningen avbröts, och koden leder inte längre någonstans.
    .next = Börja om: scanpost account sign-in { $name }
slot-sign-in-still-open = Väntan är över. Koden hämtades på annat håll och kan fortfarande användas.
    .next = Se scanpost slot list.
slot-sign-in-broken-off = Inloggningen avbröts, och koden leder inte längre någonstans.
    .next = Börja om: scanpost slot sign-in { $slot } --provider NAMN
sign-in-cancelled = Inloggningen avbröts.
    .next = Börja om när det passar.
show-code-open = Öppna { $address }
show-code-enter = Ange { $code }
show-code-log-in = Logga in som { $address }
show-code-log-in-anybody = Logga in på e-postlådan som ska användas
show-code-binds = Det här ansluter scanpost till den brevlådan, för att skicka e-post. Är det inte du? Gör ingenting.
show-code-waiting = { $minutes ->
    [one] Koden gäller en minut till. Väntar ...
   *[other] Koden gäller i { $minutes } minuter till. Väntar ...
}

## Enheter

show-device-list-empty = Ingen enhet ännu, så ingen får skicka. Lägg till en: scanpost device add --help
show-device-from-anywhere = varifrån som helst
show-device-has-user = användare { $user }
show-device-must-encrypt = måste kryptera
show-device-sends-by = skickar med { $account }
show-device-fetches = hämtar e-post
show-device-sender-must-match = måste skicka som sitt konto
show-device-sender-per-user = skickar för användare, från deras egna brevlådor
show-device-sender-keep = behåller sin egen avsändare
show-device-sender-alias = skickar som: { $table }
show-device-seen = senast sedd { $at } på { $address }, kryptering: { $tls }, inloggning: { $mechanism }
show-device-fetched = hämtade senast e-post { $at }
show-device-pop-here = den här datorns adress
show-device-pop-stls = POP3-server { $server }, port { $port }, STLS
show-device-pop-tls = POP3-server { $server }, port { $port }, TLS från början
show-device-pop-mailbox = läser brevlådan { $address }
show-device-pop-no-door = Den kan inte hämta än: ingen POP3-server är öppen. Starta en: scanpost serve --pop3 0.0.0.0:2110 (STLS), eller --pop3s 0.0.0.0:2995 (TLS)
show-device-pop-no-way = Den kan inte hämta än: POP3-servern lyssnar bara på den här datorn. Starta den där enheten når den: scanpost serve --pop3 0.0.0.0:2110 (STLS), eller --pop3s 0.0.0.0:2995 (TLS)
show-device-pop-no-mailbox = Den kan inte hämta än: ingen brevlåda är vald. Välj en: scanpost slot set device-mailbox NAMN, eller scanpost device edit med --account NAMN
show-device-not-seen = inte sedd ännu
show-device-in-clear = ingen
show-device-no-log-in = ingen
show-device-refused = senast avvisad { $at } på { $address }: { $why }
show-check-firmware = Firmware på enheten: { $firmware }
show-check-by-both = Den svarade med SNMP och med IPP.
show-check-by-snmp = Den svarade med SNMP.
show-check-by-ipp = Den svarade med IPP.
show-check-by-none = Den svarade varken med SNMP eller med IPP.
show-check-by-unclear = Det den svarade är varken SNMP eller IPP.
show-check-known = Dess adress hör till enheten { $device }.
show-check-itself = Ange på enheten för att den ska logga in själv:
show-check-through = Ange på enheten för att den ska skicka genom scanpost (användare och lösenord i dess post, eller inget om dess adress står där):
show-check-unreachable = Inget än: ingen scanpost lyssnar där enheten når den. Starta med scanpost serve --smtp 0.0.0.0:2525, eller med --smtp '[::]:2525' om enheten tillfrågades med IPv6.
show-check-starttls = SMTP-server { $server }, port { $port }, STARTTLS
show-check-starttls-or-none = SMTP-server { $server }, port { $port }, STARTTLS, eller inget där enheten inte kan
show-check-tls = SMTP-server { $server }, port { $port }, SSL/TLS från början
show-check-account = OAuth 2.0, konto och avsändare { $account }
show-search-empty = Ingen enhet har svarat. Skrivare i andra delar av nätverket hittas inte så: scanpost device check ADRESS
show-strangers-none = Ingen har försökt.
show-stranger = { $times } gånger, senast { $at }: { $why }
show-device-enter = Ange det här i enheten nu. Lösenordet visas inte igen:
show-device-user = Användare
show-device-password = Lösenord
device-removed = { $name } är borttagen och kommer att avvisas.

## Jobb

show-job-list-empty = Inga jobb.
show-job = Jobb
show-job-accepted = Mottaget
show-job-state = Tillstånd
show-job-size = Storlek
show-job-device = Enhet
show-job-about = från { $device } med { $account }, { $size }, mottaget { $at }
show-job-recipient = till { $address }: { $state }
show-job-due = nästa försök: { $at }
show-job-account-on-hold = Kontots utskick är pausade sedan { $since }: { $why }
job-downloaded = Mejlet ligger i { $path }.
output-not-written = Det går inte att skriva: { $why }.
    .next = Ange en annan fil i en mapp som du får skriva i.
job-deleted = { $id } är borttaget, med sitt mejl.

## receiving

arrival-is-deleted = { $id } är borttaget.
arrival-may-print = { $id } är borttaget här. Skrivaren { $printer } kan ändå skriva ut det: det gick inte att återkalla. Avbryt jobbet vid skrivaren.
arrival-may-arrive = { $id } är borttaget här. Mejlet som skickades vidare gick inte att återkalla och kan finnas hos mottagarna: scanpost job show { $job }
arrival-unknown = { $id } är borttaget här. Det som redan hade skickats vidare gick inte att återkalla: titta vid skrivaren, eller fråga mottagarna.
arrivals-are-deleted = Borttagna mejl: { $count }
arrivals-not-recalled = Kan ändå skrivas ut eller finnas hos mottagarna: { $count }. Avbryt jobben vid skrivaren; scanpost job list visar mejlen.
receiving-goes-on = Brevlådan kontrolleras. Vad det ger: scanpost receiving list
show-receiving-off = Inget konto är valt för den, så inga mejl hämtas. Välj ett: scanpost slot set { $function } NAMN
show-receiving-from = Hämtas från { $server }, kontrollintervall i minuter: { $minutes }
show-receiving-not-polled = Inte kontrollerad { $at }: { $why }
show-receiving-nothing-new = Kontrollerad { $at }: inget nytt
show-receiving-nothing-taken = Kontrollerad { $at }: inget har hämtats
show-receiving-polled = Kontrollerad { $at }: { $count ->
    [1] ett nytt mejl
   *[other] { $count } nya mejl
}
show-receiving-waiting = Väntar i brevlådan: { $count }
show-receiving-next = Nästa hämtning { $at }
show-arrivals-empty = Inga mejl här.
show-arrival-place = Lämnat vidare till { $place }
show-arrival-says = Enligt avsändaren själv: från { $from }, ämne { $subject }, datum { $date }
show-arrival-unsaid = inget

## status

show-status-version = scanpost { $version }, i gång sedan { $since }
show-status-not-serving = lyssnar inte: starta med scanpost serve
show-status-devices = Enheter: { $count }
show-status-jobs = Jobb: { $jobs }
show-status-no-jobs = inga
show-status-without-consent = Användare kan inte logga in och deras skanningar väntar, eftersom organisationen inte har samtyckt till appen. Låt en administratör i organisationen öppna länken som visas av: scanpost account consent NAMN
show-status-without-account = Enheter som avvisas, eftersom inget konto är valt för deras mejl: { $count }. Välj ett: scanpost slot set sending NAMN
show-status-free = Ledigt på disken: { $size }
show-status-arrivals = Mejl som har kommit in: { $arrivals }
show-status-receiving = Tas inte emot för { $function }: { $why }

## Demon

demo-ok = klar
demo-failed = FEL
demo-sandbox = Startar sandlådan, en leverantör på den här datorn
demo-scanpost = Startar scanpost
demo-prepare = Lägger till brevlådan och skrivaren
demo-sign-in = Loggar in { $address } med koden { $code }
demo-send = Skrivaren skickar { $name } ({ $octets } byte) med vanlig SMTP
demo-deliver = scanpost sparar den som jobb { $job } och levererar den
demo-look = Tittar i Annas brevlåda
demo-delivered = Levererad på { $milliseconds } ms, oförändrad: SHA-256 { $digest }
demo-fax-prepare = Lägger till en brevlåda för fax, med en egen token
demo-fax-fetch = I brevlådan { $address } ligger ett fax, som scanpost hämtar med POP3
demo-fax-hand-on = scanpost granskar det och lägger det i dess mapp
demo-fax-print = scanpost skriver ut det på { $printer } och väntar tills det är klart
demo-fax-look = Tittar i mappen
demo-fax-kept = Faxet, en sida TIFF ({ $octets } byte), ligger oförändrat i { $place }
demo-fax-goes = Faxet, en sida TIFF ({ $octets } byte), låg oförändrat i { $place }. Det har försvunnit med demon; --faxes MAPP behåller det.
demo-fax-printed = Faxet, en sida TIFF ({ $octets } byte), skrevs ut: { $place }
demo-fax-file = faxet som kom in
demo-around = Se dig omkring:
demo-page = scanposts sida
demo-sandbox-page = sandlådans sida
demo-more = skicka fler skanningar till
demo-plain-smtp = vanlig SMTP, från den här datorn
demo-end = Ctrl-C avslutar; inget sparas.
demo-stopped = Demon stoppades före slutet.
    .next = Starta den igen: scanpost demo
demo-no-folder = Det går inte att skapa en tillfällig mapp: { $why }.
    .next = Frigör utrymme i TMPDIR.
demo-no-sandbox = Sandlådan kan inte starta: { $why }.
    .next = Låt program lyssna på 127.0.0.1 och försök igen.
demo-file-unreadable = { $path } går inte att skicka: { $why }.
    .next = Välj en annan fil.
demo-file-too-large = { $path } går inte att skicka: filen är större än något mejl får vara.
    .next = Välj en annan fil.
demo-no-scan = Mejlet går inte att sätta ihop: { $why }.
    .next = Välj en annan fil.
-demo-next = Det här är ett fel i scanpost. Rapportera det gärna, med raderna ovan.
demo-code-unknown = Sandlådan känner inte igen koden som den gav.
    .next = { -demo-next }
demo-scanpost-stopped = scanpost har slutat.
    .next = { -demo-next }
demo-no-job = scanpost tog emot skanningen men har inget jobb.
    .next = { -demo-next }
demo-differs = Bilagan i brevlådan skiljer sig från filen.
    .next = { -demo-next }
demo-no-mail = Det finns inget mejl med en bilaga i brevlådan.
    .next = { -demo-next }
demo-fax-hindered = Faxet lämnades inte vidare: { $why }
    .next = Åtgärda det, eller välj en annan plats med --faxes eller --printer, och starta demon igen. Faxet var demons eget; inget av ditt har gått förlorat.
demo-fax-waits = Faxet har inte lämnats vidare inom tre minuter, och inget säger varför.
    .next = Starta demon igen; med --printer, se efter vad skrivaren visar.
demo-fax-not-there = Faxet ligger inte i sin mapp: { $why }
    .next = { -demo-next }
demo-fax-differs = Faxet i mappen är inte det som skickades.
    .next = { -demo-next }
demo-connection-lost = Anslutningen till scanpost bröts: { $why }.
    .next = { -demo-next }
demo-refused = scanpost avvisade skanningen: { $reply }.
    .next = { -demo-next }
demo-silent = scanpost svarar inte sin skrivare.
    .next = { -demo-next }
demo-hung-up = scanpost avslutade anslutningen till sin skrivare.
    .next = { -demo-next }

## Administratörer och API-nycklar

administrator-can-log-in = { $name } kan logga in på sidan.
administrator-list-empty = Ingen kan logga in än. Lägg till någon: scanpost administrator add --help
administrator-password-reset = { $name } har ett annat lösenord; inloggningar med det gamla har avslutats.
administrator-removed = { $name } är borttagen och utloggad.
api-token-made = API-nyckeln { $name } är skapad.
api-token-list-empty = Ingen API-nyckel än. Skapa en: scanpost token add --help
api-token-withdrawn = API-nyckeln { $name } är indragen.
shown-once = Den visas en enda gång:
may-everything = allt
may-look-only = bara titta
password-not-read = Lösenordet går inte att läsa från standard in: { $why }.
    .next = Ange det på första raden: scanpost administrator add anna --password-stdin < fil

## Inställningar

settings-dry-run = Inget har gjorts.
settings-not-all-imported = Allt sparades inte: lagringen misslyckades, eller någon annan var snabbare.
    .next = Importera samma fil igen, så görs resten. Loggen säger varför.

## Statusbladet
sheet-written = Skrivet: { $path }
sheet-file-exists = { $path } finns redan och lämnades som den är.
    .next = Ange ett annat namn, eller --replace för att skriva över den.
sheet-goes = Bladet är på väg till { $printer }.
sheet-waits = Skrivaren väntar: { $why } scanpost tittar vidare.
sheet-is-printed = Utskrivet.
sheet-not-printed = Bladet skrevs inte ut: { $why }

imported-users = Användare: { $added } lades till, { $changed } ändrades, { $same } som förut.
removed-user = { $name } är borttagen (skanningar som behölls: { $kept }, raderades: { $deleted }).
show-users-none = Det finns inga användare.
show-user-signed-in = inloggad sedan { $at }
show-user-not-signed-in = inte inloggad
show-user-scans = skanningar som väntar: { $scans }
show-user-sends-as = enheter skickar också som { $names }
