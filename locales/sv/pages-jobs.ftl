# Jobbens sidor.

back-to-jobs = Tillbaka till jobben

## Listan

jobs-state = Tillstånd
jobs-all = Alla
jobs-search = Sök
jobs-search-hint = mottagare, avsändare, enhet eller jobbnummer
jobs-any = Alla
jobs-period = Period
jobs-period-all = När som helst
jobs-period-hour = Senaste timmen
jobs-period-day = Senaste dygnet
jobs-period-week = Senaste 7 dagarna
jobs-period-month = Senaste 30 dagarna
jobs-show = Visa
jobs-show-all = Visa alla
jobs-none-found = Inget jobb passar in.
jobs-stopped = Inget av { $count } jobb passar in. Längre tillbaka har sökningen inte gått än.
jobs-search-on = Sök längre tillbaka
jobs-older = Äldre jobb
jobs-newest = Tillbaka till de nyaste
jobs-search-link = Sök bland alla jobb
jobs-table = Ladda ner som tabell
jobs-table-text = (CSV, alla jobb som passar in, för ett kalkylprogram)

## Vad som kan göras med några av dem

jobs-choose = Välj jobbet till { $recipients }
jobs-chosen = Med de markerade:
jobs-none-chosen = Inget jobb var markerat, så ingenting gjordes.
jobs-retried = { $count ->
    [one] Ett jobb försöks igen.
   *[other] { $count } jobb försöks igen.
}
jobs-held = { $count ->
    [one] Ett jobb hålls kvar.
   *[other] { $count } jobb hålls kvar.
}
jobs-released = { $count ->
    [one] Ett jobb släpptes.
   *[other] { $count } jobb släpptes.
}
jobs-deleted = { $count ->
    [one] Ett jobb togs bort.
   *[other] { $count } jobb togs bort.
}
jobs-refused = { $count ->
    [one] Med ett annat gick det inte, på grund av dess tillstånd.
   *[other] Med { $count } andra gick det inte, på grund av deras tillstånd.
}
jobs-delete-title = { $count ->
    [one] Ta bort ett mejl?
   *[other] Ta bort { $count } mejl?
}
jobs-delete-text = De tas bort för gott. Mottagare som ännu inte har fått dem får dem inte.
jobs-delete-no = Nej, behåll dem

## Ett jobb

job-attempts = Försök
job-hold = Håll kvar
job-release = Släpp
job-held-text = En person håller kvar det här jobbet. Mejlet sparas och skickas inte förrän någon släpper det.
job-reason-above = Orsaken står ovan.
job-mail = Mejlet
job-mail-kept = scanpost sparar mejlet tills det har levererats. Vem som laddar ner det antecknas.
job-mail-of-user = scanpost sparar mejlet tills det har levererats. Det är användarens eget: ingen kan ladda ner det.
job-mail-gone = Själva mejlet finns inte kvar; det här är dess historik.
job-download = Ladda ner mejlet
job-delete-entry = Ta bort ur listan

job-code = Felkod
job-code-status = Status
job-code-remedy = Lösning
