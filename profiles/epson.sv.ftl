# Epson: det som Web Config och kontrollpanelen visar.

token-status-not-retrieved = Ej inloggad
token-status-waiting-for-authorisation = Loggar in
token-status-retrieved = Inloggad
token-status-invalid = Inloggningen har gått ut
sign-in = Logga in
sign-in-again = Logga in igen
sign-out = Logga ut
sign-out-title = Logga ut { $address }?
sign-out-text = E-postfunktionerna går inte att använda förrän en administratör har loggat in igen. Skanningar som skickas dessförinnan väntar.
sign-out-yes = Ja
sign-out-no = Nej

row-certificate-notice = En säker funktion hos e-postservern behöver certifikatet: se CA-certifikat och Uppdatering av rotcertifikat.
row-authentication-method = Autentiseringsmetod
row-service = E-posttjänst
row-status = Aktuell status
row-account = Autentiserat konto
row-password = Autentiserat lösenord
row-sender-address = Avsändarens e-postadress
row-smtp-server = SMTP-serveradress
row-smtp-port = SMTP-serverns portnummer
row-smtp-encryption = Säker anslutning
row-certificate-validation = Certifikatvalidering
row-pop-server = POP3-serveradress
row-pop-port = POP3-serverns portnummer
method-oauth = OAuth2

menu-network = Nätverk
menu-email-server = E-postserver
menu-basic = Grundläggande
menu-fax = Fax
menu-fax-server = Faxserver
menu-fax-email-server = Inställningar för e-postserver
menu-setup = Inst.
menu-general = Allmänna inställningar
menu-network-settings = Nätverksinställningar
menu-network-status = Nätverksstatus
menu-email-server-status = Status för e-postserver
menu-status-sheet = Statusblad
menu-job-status = Jobbstatus
menu-job-status-list = Jobbstatus
page-basic = E-postserver > Grundläggande
page-fax-server = Faxserver > Inställningar för e-postserver

code-360 = Ingen anslutning till molntjänsten eller e-posttjänsten.
    .next = Anslut till molntjänsten eller e-posttjänsten: kontrollera nätverkskabeln, proxyn och brandväggen.
code-361 = Anslutningen till molntjänsten eller e-posttjänsten har gått ut.
    .next = Anslut till molntjänsten eller e-posttjänsten igen: kontrollera att inget på vägen släpper anslutningen.
code-370 = Det behövs en ny inloggning på molntjänsten.
    .next = En administratör loggar in på molntjänsten; för en användares egen skanning gör användaren det, på sidan /me. Skanningar som väntar skickas sedan av sig själva.

sign-in-needed = Funktionen kräver att skrivaren är inloggad på e-posttjänsten. { fact-the-account } är inte inloggat.
    .next = Kontakta administratören. Administratören: öppna Nätverk > E-postserver > Grundläggande. Visas knappen Logga in, logga in där. Väntande skanningar skickas sedan av sig själva.
grant-idle = Inloggningen för { fact-the-mailbox } har gått ut: e-postfunktionen har inte använts på länge{ fact-with-number }.
    .next = Administratören: öppna Nätverk > E-postserver > Grundläggande och logga in igen. Väntande skanningar skickas sedan av sig själva.

mail-server-ask-title = Logga in
mail-server-ask-text = Logga in på { $service } som brevlådan för skrivarens administratör.
mail-server-ask-yes = Logga in med Microsoft
mail-server-code-title = Autentiseringskod
me-title = Till Min e-post
