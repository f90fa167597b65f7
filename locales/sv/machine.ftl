# Raderna på e-postserverns sidor, som scanpost kallar dem; en profil (profiles/) får kalla dem något annat.

row-certificate-notice = Det behövs ett certifikat för en säker anslutning till e-postservern.
row-authentication-method = Autentiseringsmetod
row-service = E-posttjänst
row-status = Tokenstatus
row-account = Brevlåda
row-user-name = Användarnamn
row-password = Lösenord
row-smtp-authentication-encryption = Kryptering av SMTP-autentiseringen
row-sender-name = Avsändarens namn
row-sender-address = Avsändarens adress
row-administrator-address = Administratörens adress
row-auto-sender = Ange avsändaren automatiskt
row-smtp-server = SMTP-server
row-smtp-port = SMTP-port
row-smtp-encryption = Kryptering
row-smtp-authentication = SMTP-autentisering
row-timeout = Tidsgräns i sekunder
row-certificate-validation = Certifikatkontroll
row-pop-server = POP3-server
row-pop-port = POP3-port
row-pop-encryption = POP3-kryptering
row-interval = Kontrollintervall i minuter

method-oauth = OAuth 2.0
