# Personer vars skanningar skickas från deras egna brevlådor, och sidan där de loggar in.

users-title = Användare
users-text = Deras skanningar skickas från deras egna brevlådor, av enheter med avsändarregeln ”användarens egen brevlåda”. Var och en loggar in en gång, på den här gatewayens sida /me.
users-known-only = Bara användarna i listan kan skanna så.
users-of-domains = Dessutom blir den som har en adress i de här domänerna användare genom att skanna: { $domains }
users-no-app = Användare loggar in med appen för kontot som platsen skickar från. Inget är valt.
users-no-app-link = Välj kontot
users-consent-unknown = Om organisationen har samtyckt är inte känt här. Utan samtycke kan leverantören avvisa varje användare. Låt en administratör i organisationen samtycka; om det har gjorts på leverantörens egna sidor behöver inget göras.
users-consent-missing = Leverantören avvisar användare därför att organisationen inte har samtyckt, eller inte längre gör det. Låt en administratör i organisationen samtycka; skanningar som väntar skickas sedan av sig själva.
users-consent-given = Organisationen { $organisation } har samtyckt; länken skapades av { $by }
users-search = Namn eller adress
users-find = Sök
users-none = Det finns inga användare än.
users-none-found = Ingen användare heter så.
users-next = Fler användare
users-import = Importera användare
users-import-text = Användare med samma adress ändras, nya läggs till. Om en rad är fel tas inget av tabellen med.
users-table = Tabell (CSV)
users-table-hint = En användare per rad: namn, adress och vid behov de andra adresser eller namn som enheterna skickar som.
users-imported = Användare: { $added } lades till, { $changed } ändrades, { $same } som förut.
users-removed = Användaren togs bort.
users-removed-kept = Användaren togs bort. { $scans ->
    [1] 1 skanning finns kvar och väntar
   *[other] { $scans } skanningar finns kvar och väntar
}. Lägg till en användare med samma adress för att skicka, eller ta bort dem i jobblistan.
users-removed-deleted = Användaren togs bort. { $scans ->
    [1] 1 skanning
   *[other] { $scans } skanningar
} togs bort också.
users-rules = Vem som blir användare
users-rules-saved = Sparat.
users-domains = Domäner
users-domains-hint = Den som har en adress i någon av domänerna blir användare genom att skanna. Tomt: bara användarna i listan.
users-ask = Be om inloggning med ett mejl
users-ask-hint = En användare vars skanning väntar får ett mejl med en länk, högst en gång per dag.
users-page = Den här gatewayens adress
users-page-hint = Så som användarna öppnar den, till exempel https://scanpost.contoso.example. Den står i mejlet; utan den skickas inget.
user-add = Lägg till användare
user-edit = Ändra
user-save = Spara
user-name = Namn
user-address = E-postadress
user-address-hint = Brevlådan som skanningarna skickas från.
user-matches = Enheter skickar också som
user-matches-hint = Andra adresser, eller det som står före @ i avsändaren som en enhet skriver. En per rad.
user-since = Inloggad
user-scans = Skanningar som väntar
user-signed-in = Inloggad
user-not-signed-in = Inte inloggad
user-waits = Måste logga in
user-sign-out = Logga ut
user-remove = Ta bort
user-remove-title = Ta bort { $name }?
user-remove-text = Användarens inloggning raderas, och enheter kan inte längre skicka för användaren.
user-remove-scans = Användarens skanningar som väntar på att skickas: { $scans }. Vad ska hända med dem?
user-remove-keep = Ta bort, behåll skanningarna tills användaren kommer tillbaka
user-remove-delete = Ta bort, radera skanningarna
job-user = Användare
job-user-gone = En användare som togs bort

me-title = Mina skanningar
me-text = Logga in en gång på din egen brevlåda; sedan skickas dina skanningar från den. scanpost ser inte ditt lösenord.
me-address = Din e-postadress
me-address-hint = Den som dina skanningar ska skickas från.
me-in-browser = Logga in här
me-with-code = Logga in med en kod på en annan skärm
me-no-way = Ingen kan logga in här än. Kontakta administratören.
me-not-user = Fungerar det inte? Fråga administratören om din adress är inlagd som användare.
me-signed-in = Inloggad som { $address }
me-signed-out = { $address } är utloggad. Skanningar väntar tills du loggar in igen.
me-since = Sedan
me-scans = Dina skanningar som väntar
me-done = Klar
me-sign-out = Logga ut från min brevlåda
me-again = Börja om
me-failed-next = Börja om. Om det inte hjälper, tala om för din administratör vad som står här.
me-code-open = Öppna den här sidan, i telefonen med bilden:
me-code-as = Logga in där som { $address }. Kom sedan tillbaka hit.
me-nothing-happens = Om inget händer här fast du har loggat in är din adress inte inlagd som användare. Fråga administratören.
me-go-text = Du skickas till din e-posttjänsts inloggningssida och kommer tillbaka hit.
me-go = Gå vidare till inloggningen
me-away = Logga in i det andra fönstret. Den här sidan fortsätter av sig själv.
