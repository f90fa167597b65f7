# Sharp: det som sidorna visar.

token-status-not-retrieved = Ej hämtad
token-status-waiting-for-authorisation = Väntar på auktorisering
token-status-retrieved = Hämtad
token-status-invalid = Ogiltig
sign-in = Hämta token
sign-in-again = Hämta token
sign-out = Radera
sign-out-title = Radera token för { $address }?
sign-out-text = Token raderas och visas sedan som Ej hämtad. Det som behöver den väntar tills en token har hämtats igen.
sign-out-yes = OK
sign-out-no = Avbryt

row-status = Token
row-account = Kontonamn
row-service = Leverantör
row-authentication-method = Autentiseringsmetod
row-smtp-server = Primär server
row-smtp-port = Portnummer
row-smtp-encryption = Aktivera SSL/TLS
row-timeout = Timeout (sekunder)
row-sender-name = Sändarnamn
row-sender-address = Avsändaradress
row-pop-server = POP3-server
row-pop-port = Portnummer
row-pop-encryption = Aktivera SSL/TLS
row-interval = Kontrollintervall (minuter)
method-oauth = OAuth 2.0

menu-system-settings = Systeminställningar
menu-network-settings = Nätverksinställningar
menu-service-settings = Service Inställning
menu-smtp = SMTP
menu-system-control = Systemstyrning
menu-email-alert-status = E-post varning/status
menu-email-alert = E-post varning
menu-email-status = E-post status
page-smtp = SMTP
section-smtp = SMTP-inställningar
section-smtp-authentication = Autentiseringsinställningar för SMTP
section-pop = POP-inställningar
section-pop-authentication = Autentiseringsinställningar för POP

mail-server-ask-title = Hämta token
mail-server-ask-text = En token begärs hos { $service }. Inställningarna på sidan sparas.
mail-server-ask-yes = OK
mail-server-code-title = Hämta token

sign-in-needed = Du måste logga in på e-posttjänsten för att använda den här funktionen. { fact-the-account } är inte inloggat.
    .next = Kontakta administratören. Administratören: logga in på scanposts sida; knappen heter Hämta token. Väntande skanningar skickas sedan av sig själva.
