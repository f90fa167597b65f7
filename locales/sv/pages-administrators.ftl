# Sidorna för inloggning, administratörer, API-nycklar och granskningsloggen.

who-console = Vid maskinen

## Inloggning och utloggning

log-in = Logga in
log-in-name = Namn
log-in-otherwise = Inget lösenord till hands? På maskinen där scanpost körs skapar det här en länk som släpper in dig:
log-out = Logga ut från scanpost

## Den första starten

set-up = Driftsätt scanpost
set-up-text = Du är först här. Gör dig själv till administratör; fler kan du lägga till senare.
set-up-code = Driftsättningskod
set-up-code-hint = Fyra grupper om fyra bokstäver och siffror. Den står där scanpost startades och visas av kommandot: scanpost administrator set-up-code
set-up-name = Ditt namn
set-up-otherwise = Ingen kod till hands? På maskinen där scanpost körs skapar det här en länk som släpper in dig:
set-up-do = Driftsätt

## Lösenord

password = Lösenord
password-hint = Minst 12 tecken. Några ord som inte hör ihop blir ett bra lösenord.
password-again = Samma lösenord igen
password-new = Nytt lösenord
password-current = Nuvarande lösenord
password-change = Byt lösenord
password-change-text = Du är inloggad som { $name }. Med ett nytt lösenord avslutas dina inloggningar i andra webbläsare.

## Administratörer

administrators = Administratörer
administrators-people = De som kan logga in
administrators-none = Ingen kan logga in än. Du är här genom en länk som skapades på själva maskinen.
administrator-you = (du)
administrator-added = tillagd
administrator-add = Lägg till en administratör
administrator-add-do = Lägg till
administrator-edit = Redigera
administrator-edit-label = Redigera { $name }
administrator-name = Namn
administrator-password-hint = Lämna tomt, så skapas ett som visas en enda gång.
administrator-save = Spara
administrator-reset = Nytt lösenord
administrator-reset-title = Skapa ett nytt lösenord åt { $name }?
administrator-reset-text = Det gamla lösenordet slutar gälla, och den som är inloggad med det loggas ut. Det nya visas en enda gång.
administrator-reset-yes = Ja, skapa ett nytt
administrator-reset-no = Nej, behåll det gamla
administrator-remove = Ta bort
administrator-remove-title = Ta bort { $name }?
administrator-remove-text = Personen loggas ut genast och kan inte logga in mer. Det som personen gjort står kvar i granskningsloggen.
administrator-remove-yes = Ja, ta bort
administrator-remove-no = Nej, behåll
administrator-password-made = Lösenordet för { $name }
administrator-password-made-text = Det visas en enda gång. Lämna över det på ett säkert sätt; det kan bytas efter inloggningen.
privileges = Får göra
privileges-all = Allt
privileges-custom = Bara det som är ikryssat här
privileges-none = Bara titta
privileges-hint = Alla som kan logga in ser hur läget är. Att leda åtkomsttoken en annan väg (sekundär server, proxy, CA-certifikat, avstängd kontroll) kräver ”Konton och inloggning” utöver ”E-postinställningar”; att exportera alla inställningar kräver allt.

## API-nycklar

tokens = API-nycklar
tokens-none = Inget program har någon API-nyckel.
token-add = Skapa en API-nyckel
token-add-text = Ett program visar nyckeln vid varje begäran: Authorization: Bearer scp_…
token-add-do = Skapa
token-name = Namn
token-name-hint = Vad den är till för: övervakning, säkerhetskopia.
token-added-here = skapad vid maskinen
token-added-by = skapad av { $name }
token-used = senast använd
token-not-used = inte använd sedan senaste starten
token-made = API-nyckeln { $name }
token-made-text = Den visas en enda gång. Lägg den där programmet har sina hemligheter.
token-remove = Dra in
token-remove-label = Dra in { $name }
token-remove-title = Dra in API-nyckeln { $name }?
token-remove-text = Det som använder den nekas från och med nästa begäran.
token-remove-yes = Ja, dra in
token-remove-no = Nej, behåll
secret-noted = Jag har antecknat det

## Granskningsloggen

audit = Granskningslogg
audit-text = Vad människor har gjort, det senaste först.
audit-none = Ingen har ändrat något än.
audit-job = jobbet
audit-older = Äldre
audit-newest = Senaste

## Avslag

notice-not-permitted = Det här får du inte göra
notice-too-large = Det här är för mycket
notice-too-large-text = Formuläret är större än något av scanposts formulär kan vara. Ingenting ändrades.
notice-not-understood = Det här gick inte att förstå
notice-not-understood-text = Begäran passar inte till sidan. Ingenting ändrades; öppna sidan igen och gör om det där.
