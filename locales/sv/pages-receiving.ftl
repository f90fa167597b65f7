# Sidorna om mottagning: funktionerna som hämtar mejl och det som har kommit in genom dem.

receiving-title = Mottagning
receiving-text = Varje funktion som tar emot har ett eget konto och en egen token. Problem med en hindrar aldrig de andra.
receiving-functions = Funktionerna som tar emot
receiving-get-token = Hämta token
receiving-poll = Hämta mejl nu
receiving-server = POP3-server
receiving-interval = Kontrollintervall
receiving-every = { $minutes ->
    [1] varje minut
   *[other] med { $minutes } minuters mellanrum
}
receiving-last = Senaste hämtning
receiving-next = Nästa hämtning
receiving-not-yet = ingen sedan scanpost startades
receiving-waiting = Väntar i brevlådan
receiving-nothing-new = inget nytt
receiving-nothing-taken = inget har hämtats
receiving-taken = { $count ->
    [1] ett nytt mejl
   *[other] { $count } nya mejl
}
receiving-broke-off = inte kontrollerad: { $why }
receiving-polled = Brevlådan har just kontrollerats. Nedan står vad det gav.
receiving-poll-goes-on = Brevlådan kontrolleras. Det tar en stund; vad det ger kommer att stå nedan.
receiving-off = Används inte
receiving-off-text = Inget konto är valt för den, så inga mejl hämtas.
receiving-choose = Välj ett konto
receiving-polling = Hämtar nu
receiving-failed = Hämtas inte
receiving-before-first = Före första hämtningen
receiving-well = Hämtar
back-to-receiving = Tillbaka till mottagningen

## Det som har kommit in

arrivals-title = Det som har kommit in
arrivals-text = Mejlen som scanpost har tagit ur brevlådor. Varje mejl sparas tills det har lämnats vidare eller någon tar bort det.
arrivals-none = Inga mejl här.
arrivals-older = Äldre mejl
arrivals-newest = Tillbaka till de nyaste
arrival-place = Lämnat vidare till
arrival-says-from = Från (enligt avsändaren själv)
arrival-says-subject = Ämne
arrival-says-date = Mejlets datum
arrival-retry = Försök igen
arrival-done-retried = Mejlet lämnas vidare på nytt nu.
arrival-done-deleted = Mejlet är borttaget.
arrival-done-may-print = Mejlet är borttaget här. Skrivaren som det skickades till har inte återkallat det och kan ändå skriva ut det, eller har redan gjort det: avbryt jobbet vid skrivaren.
arrival-done-unknown = Mejlet är borttaget här. Det som redan hade skickats vidare gick inte att återkalla: titta vid skrivaren, eller fråga mottagarna.
arrival-done-may-arrive = Mejlet är borttaget här. Det som skickades vidare gick inte att återkalla och kan finnas hos mottagarna.
arrival-done-all-deleted = Mejlen är borttagna.
arrival-done-not-recalled = Mejlen är borttagna här. Några gick inte att återkalla: en skrivare kan ändå skriva ut dem, eller så finns de hos mottagarna.
arrival-delete-title = Ta bort det här mejlet?
arrival-delete-text = { $about }. Det har tagits ur brevlådan, så därefter har ingen det.
quarantine-title = Karantän
quarantine-text = Mejl som inte kunde lämnas vidare och väntar på en människa. Inget av dem är förlorat: ladda ner ett för att titta på det, försök igen när orsaken är åtgärdad, eller ta bort det.
quarantine-empty = Inget mejl är i karantän.
quarantine-delete-all = Ta bort alla av det här slaget: { $what }
quarantine-delete-title = Ta bort alla mejl av det här slaget?
quarantine-delete-text = Alla mejl som ligger i karantän av den här orsaken: { $what } De har tagits ur brevlådan, så därefter har ingen dem.

## Inställningarna

receiving-settings-text = Vad som händer med mottagen e-post, och hur ofta brevlådor kontrolleras. En funktion tar emot så snart ett konto är valt för den.
receiving-standing = Så står det till
receiving-fax-title = Internetfax
receiving-fax-to = Fax går till
receiving-fax-to-hint = Bara fältet för det valda sättet gäller.
receiving-to-folder = en mapp
receiving-to-printer = en skrivare
receiving-to-mail = e-postadresser
receiving-fax-path = Mapp
receiving-fax-path-hint = Under { $folder }, till exempel kontor. Tomt: den mappen själv.
receiving-printer = Skrivare
receiving-printer-hint = Dess adress för IPP, till exempel ipp://skrivare.example.com/ipp/print. Med ipps:// måste den bevisa vem den är: ett certifikat som den gjort själv importeras först under Inställningar → E-post.
receiving-fax-mail = E-postadresser
receiving-fax-mail-hint = En per rad, högst 20. Faxen går dit genom de sändande funktionernas konto.
receiving-confirm = Bekräfta fax
receiving-confirm-hint = En avsändare som ber om det får veta med ett mejl vad som hände med faxet.
receiving-status-title = Status per e-post
receiving-words = Ord i ämnet
receiving-words-hint = Ett av dem måste stå i ämnet på en fråga. Kommatecken mellan dem. Tomt: status.
receiving-senders = Avsändare
receiving-senders-hint = En per rad: anna@example.com, eller @example.com för alla där. Tomt: ingen.
receiving-others = Andra mejl i brevlådan
receiving-others-hint = Mejl från alla andra, och sådana som inte frågar om något.
receiving-others-leave = ligger kvar där
receiving-others-remove = tas bort
receiving-print-title = Utskrift av e-post
receiving-print-printer-hint = Dess adress för IPP, till exempel ipp://skrivare.example.com/ipp/print. Tomt: inget skrivs ut.
receiving-intervals-title = Kontrollintervall
receiving-intervals-text = I minuter, från 1 till 1440. Tomt: som e-postinställningarna anger för POP3-servern, annars var femte minut.
