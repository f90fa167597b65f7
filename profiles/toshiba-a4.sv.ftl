# Toshiba A4: det som webbsidan visar. Guiden visar knappar och status på engelska.

token-status-not-retrieved = Registration required
token-status-waiting-for-authorisation = Registrering pågår
token-status-retrieved = Registered
token-status-invalid = Registration required (igen)
sign-in = Register
sign-in-again = Register
sign-out = Deregister
sign-out-title = Avregistrera { $address }?
sign-out-text = Med Ja avregistreras e-postadressen som användes för OAuth 2.0, och skanningar väntar tills någon registrerar på nytt. Med Nej förblir den registrerad.
sign-out-yes = Ja
sign-out-no = Nej

row-status = Status
row-account = E-postadress
row-service = E-posttjänst
row-smtp-server = Primär SMTP-gateway
row-smtp-port = Port för primär SMTP-gateway
row-timeout = SMTP-timeout (sekunder)
row-sender-address = Svarsadress
row-smtp-encryption = Använd SSL/TLS
row-certificate-validation = Kräv betrott certifikat
row-authentication-method = SMTP-serverautentisering
method-oauth = OAuth 2.0

menu-settings = Settings
menu-email = Email
menu-oauth = Set Up OAuth 2.0 for Email Server
menu-email-setup = Email Setup
section-smtp = SMTP

mail-server-code-title = Register
mail-server-code-done = Tryck på OK när registreringen är klar.

sign-in-needed = Du måste logga in på e-posttjänsten för att använda den här funktionen. { fact-the-account } är inte inloggat.
    .next = Kontakta administratören. Administratören: logga in på scanposts sida; knappen heter Register. Väntande skanningar skickas sedan av sig själva.
