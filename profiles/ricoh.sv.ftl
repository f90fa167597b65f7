# Ricoh: det som Web Image Monitor visar.

token-status-not-retrieved = (Ej autentiserad)
token-status-waiting-for-authorisation = (Väntar på autentisering)
token-status-retrieved = (Autentiserad)
token-status-invalid = (Autentiseringen gäller inte längre)
sign-in = Starta autentisering
sign-in-again = Starta autentisering
sign-out = Avbryt autentiseringen
sign-out-title = Avbryta autentiseringen av { $address }?
sign-out-text = Maskinen kan inte skicka e-post förrän någon har autentiserat igen. Skanningar som skickas dessförinnan väntar.
sign-out-yes = Ja
sign-out-no = Nej

row-authentication-method = Autentiseringsmetod för att skicka e-post
row-administrator-address = Administratörens e-postadress
row-auto-sender = Ange avsändarnamn automatiskt
row-smtp-server = SMTP-servernamn
row-smtp-port = SMTP-portnr
row-smtp-encryption = Använd säker anslutning (SSL)
row-smtp-authentication = SMTP-autentisering
row-account = E-postadress för autentisering
row-user-name = Användarnamn för autentisering
row-password = Lösenord för autentisering
row-smtp-authentication-encryption = Kryptering av SMTP-autentisering
row-status = OAuth 2.0-autentisering
method-oauth = OAuth 2.0 (för Exchange Online)

menu-device-management = Enhetshantering
menu-configuration = Konfiguration
menu-device-settings = Enhetsinställningar
menu-email = E-post
section-smtp = SMTP
log-out = Logga ut

mail-server-code-title = OAuth 2.0 (för Exchange Online)
mail-server-code-done = Tryck på [OK] när autentiseringen är klar.
mail-server-open = Microsoft

sign-in-needed = Du måste logga in på e-posttjänsten för att använda den här funktionen. { fact-the-account } är inte inloggat.
    .next = Kontakta administratören. Administratören: logga in på scanposts sida; knappen heter Starta autentisering. Väntande skanningar skickas sedan av sig själva.
