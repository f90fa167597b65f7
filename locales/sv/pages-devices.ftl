# Enheternas sidor.

back-to-devices = Tillbaka till enheterna
devices-title = Enheter
devices-text = Skrivarna och skannrarna som får skicka e-post genom scanpost. Alla andra avvisas.
devices-none = Ingen enhet än, så ingen får skicka.

## En enhet

device-add = Lägg till en enhet
device-edit = Ändra
device-jobs = Dess jobb
device-new-password = Nytt lösenord
device-remove = Ta bort
device-name = Namn
device-addresses = Adresser
device-anywhere = varifrån som helst
device-user = Användare
device-no-user = ingen
device-tls = Kryptering
device-tls-on = Krävs
device-tls-off = Valfri
device-first-account = De sändande funktionernas
device-fetching = Hämtning av e-post
device-fetches = Får hämta sin e-post
device-fetches-not = Får inte
device-fetched = Hämtade senast e-post
device-pop-server = POP3-server
device-pop-here = den här datorns adress
device-pop-stls = STLS
device-pop-tls = TLS från början
device-pop-mailbox = Läser brevlådan
device-pop-no-door = Den kan inte hämta än: scanpost har inte öppnat någon POP3-server. Starta med `serve --pop3 0.0.0.0:2110` (STLS) eller `--pop3s 0.0.0.0:2995` (TLS).
device-pop-no-way = Den kan inte hämta än: scanposts POP3-server lyssnar bara på den här datorn, så enheten når den inte. Starta med `--pop3 0.0.0.0:2110` (STLS) eller `--pop3s 0.0.0.0:2995` (TLS).
device-pop-no-mailbox = Den kan inte hämta än: ingen brevlåda är vald. Välj ett konto i enhetens post, eller ett för alla äldre enheter under Inställningar, ”Funktionernas konton”.
device-sender = Avsändare
device-sender-account = Kontots adress
device-sender-must-match = Måste vara kontots adress
device-sender-per-user = Användarens egen brevlåda
device-sender-keep = Som enheten skriver den
device-sender-alias = Enligt en tabell
device-seen = Senast sedd
device-seen-address = Senaste adress
device-seen-tls = Använd kryptering
device-seen-clear = ingen, i klartext
device-seen-login = Använd inloggning
device-seen-no-login = ingen, känd genom sin adress
device-refused = Senast avvisad
device-is-refused = Avvisas
device-is-seen = Skickar
device-not-seen = Inte sedd än

## Formuläret

device-add-title = Lägg till en enhet
device-edit-title = Ändra { $device }
device-save = Spara
device-name-hint = Som du kallar den, till exempel ”Kopiator plan 2”. Det står fast: jobben hänvisar till det.
device-addresses-hint = En per rad: en adress som 192.0.2.17, eller ett intervall som 192.0.2.0/24 eller 2001:db8::/64. Tomt: varifrån som helst, med användare och lösenord.
device-wide = Ett så brett intervall är avsikten, fast främlingar inom det kan skicka utan lösenord.
device-user-hint = Med en användare skapar scanpost ett lösenord som visas en gång. Tomt: adressen ensam gör enheten känd.
device-tls-on-choice = Krävs: det som inte är krypterat avvisas
device-tls-off-choice = Valfri: även utan, för gamla enheter
device-account-hint = Mejlen skickas med det här kontot, som också är kuvertets avsändare.
device-fetches-choice = Får hämta e-post med POP3, med sin användare och sitt lösenord
device-fetches-hint = Den läser och raderar i sitt kontos brevlåda, annars i de gamla enheternas (Inställningar → Funktioner).
device-sender-account-choice = Avsändaren blir kontots adress; svar går till adressen som enheten skriver
device-sender-must-match-choice = Avsändaren måste vara kontots adress; andra mejl avvisas
device-sender-per-user-choice = Avsändaren är en användare, och varje mejl skickas från användarens egen brevlåda
device-sender-keep-choice = Avsändaren blir som enheten skriver den; kontot behöver rätten ”Skicka som”
device-sender-alias-choice = Avsändaren ersätts enligt tabellen nedan; det som inte står där blir kontots adress
device-aliases = Tabell över avsändare
device-aliases-hint = Vad enheten skriver och vad det blir: copier@old.example = copier@example.com. En per rad.

## Dess lösenord

device-password-title = Lösenordet till { $device }
device-password = Lösenord
device-password-text = Ange båda i enhetens e-postinställningar nu, för SMTP-autentisering.
device-password-once = Lösenordet visas inte igen; scanpost sparar bara dess fingeravtryck.
device-password-done = Jag har angett det
device-new-password-title = Skapa ett nytt lösenord för { $device }?
device-new-password-text = Det gamla upphör genast: enheten avvisas tills det nya har angetts i den.
device-new-password-yes = Ja, skapa ett nytt
device-new-password-no = Nej, behåll det gamla
device-remove-title = Ta bort { $device }?
device-remove-text = Enheten avvisas från och med då. Mejl som den redan har lämnat skickas ändå.
device-remove-yes = Ja, ta bort
device-remove-no = Nej, behåll den

## Främlingar

strangers-title = Främlingar som försökt
strangers-text = Adresser som ingen enhet svarar för och som avvisats sedan scanpost startade; de 50 senaste.
strangers-none = Ingen har försökt.
stranger-times = { $count ->
    [one] En gång
   *[other] { $count } gånger
}
stranger-last = senast
stranger-add = Lägg till som enhet

device-profile = Tillverkarens profil
device-profile-of-site = Som webbplatsen
device-profile-hint = Vems koder dess jobb visar, och med vems ord de förklaras.

## What a device can do itself

device-check = Kan en enhet logga in själv?
device-check-title = Kan en enhet logga in själv?
device-check-text = Scanpost frågar en skrivare med SNMP och IPP vad den är och jämför med vad tillverkarna säger om sina maskiner. Inget ändras på den.
device-check-address = Enhetens adress
device-check-address-hint = Ett namn eller en IP-adress; enheten visar den i sina nätverksinställningar.
device-check-snmp = SNMP
device-check-port = Port
device-check-community = Community
device-check-community-hint = Vanligen ”public”. Den sparas inte.
device-check-ask = Fråga enheten
device-check-search = Sök i det lokala nätverket
device-check-search-text = Enheter som visar sig i nätverket (Bonjour) hittas på några sekunder.
device-check-maker = Tillverkare
device-check-model = Modell
device-check-firmware = Firmware
device-check-not-said = inte angivet
device-check-known = Post i scanpost
device-check-heard = Svarade
device-check-by-snmp = med SNMP
device-check-by-ipp = med IPP
device-check-by-both = med SNMP och IPP
device-check-by-none = inte alls
device-check-by-unclear = med något som varken är SNMP eller IPP
device-check-itself = Vad som anges på enheten för att den ska logga in själv
device-check-through = Vad som anges på enheten för att den ska skicka genom scanpost
device-check-unreachable = Scanpost lyssnar inte där enheten når det. Starta med `--smtp 0.0.0.0:2525`, eller med `--smtp [::]:2525` om enheten tillfrågades med IPv6.
device-check-server = SMTP-server
device-check-encryption = Kryptering
device-check-starttls = STARTTLS
device-check-starttls-or-none = STARTTLS, eller ingen där enheten inte kan
device-check-tls = SSL/TLS från början
device-check-authentication = Autentisering
device-check-oauth = OAuth 2.0
device-check-account = Konto
device-check-own-login = Användare och lösenord i dess post i scanpost, eller ingen om dess adress står där
device-check-sender = Avsändarens adress
device-check-sender-any = Valfri; kontots adress sätts i dess ställe
device-check-add = Lägg till enheten
device-found-title = Hittade i det lokala nätverket
device-found-none = Ingen enhet har svarat. Skrivare i andra delar av nätverket hittas inte så: ange adressen.
device-found-ask = Fråga
