# Tillstånd och händelser, med de ord som står på skrivarnas egna sidor.

## Token (oauth::TokenStatus)

token-status-not-retrieved = Ej hämtad
token-status-waiting-for-authorisation = Väntar på auktorisering
token-status-retrieved = Hämtad
token-status-invalid = Ogiltig

## Ett jobb (spool::JobState)

job-state-waiting = Väntar
job-state-held = Kvarhållet
job-state-delivering = Skickas
job-state-delivered = Levererat
job-state-partly-delivered = Delvis levererat
job-state-uncertain = Osäkert
job-state-failed = Misslyckat

## Vilket konto en funktion använder (site::Slot)

slot-sending = Sändning
slot-fax-server = Faxserver
slot-notices = Underrättelser
slot-internet-fax-receive = Mottagning av internetfax
slot-email-status = Status per e-post
slot-print-mail = Utskrift av e-post
slot-delivery-reports = Rapporter om skickade skanningar
slot-device-mailbox = Äldre enheters brevlåda

## Ett mejl som kom in (receive::ArrivalState)

arrival-state-waiting = Väntar
arrival-state-handing-on = Lämnas vidare
arrival-state-handed-on = Lämnat vidare
arrival-state-quarantined = I karantän
arrival-state-deleted = Borttaget

## En mottagare (spool::RecipientState)

recipient-state-waiting = Väntar
recipient-state-uncertain = Osäkert
recipient-state-delivered = Levererat
recipient-state-failed = Misslyckat

## Journalen (journal::Event)

event-job-accepted = Mottaget från { $device }: { $size } till { $recipients ->
    [one] en mottagare
   *[other] { $recipients } mottagare
}
event-attempt-started = Försök { $number } började
event-attempt-ended = Försöket över: { $delivered } levererade, { $failed } misslyckade, { $waiting } väntar{ $uncertain ->
    [0] { "" }
   *[other] , { $uncertain } osäkra
}
event-job-delivered = Klart: levererat till alla mottagare
event-job-failed = Klart: inte levererat till alla mottagare
event-job-uncertain = Klart: osäkert om det har kommit fram
event-job-reported = { $what ->
    [failed] Mejlet till { $recipient } kom tillbaka
    [delayed] Mejlet till { $recipient } dröjer: andra servrar försöker fortfarande
    [delivered] En rapport säger att mejlet har nått { $recipient }
    [relayed] En rapport säger att mejlet till { $recipient } gick vidare till en server som inte rapporterar
    [expanded] En rapport säger att mejlet till { $recipient } gick vidare till medlemmarna i en lista
   *[automatic-reply] Brevlådan för { $recipient } svarade av sig själv (till exempel frånvaro)
}
reported-somebody = en mottagare
event-job-retried = Ett nytt försök begärdes
event-job-deleted = Borttaget
event-job-held = En person höll kvar jobbet
event-job-released = En person släppte jobbet vidare
event-job-downloaded = En person laddade ner mejlet
event-account-held = Kontots mejl väntar på att någon gör något
event-account-released = Kontots mejl skickas igen
event-account-rests = En gräns är nådd: kontots mejl väntar till { $until }
event-account-rested = Kontots mejl skickas igen: gränsen gäller inte längre
event-account-added = Kontot lades till
event-account-changed = Kontot ändrades
event-account-removed = Kontot togs bort
event-account-examined = { $address ->
    [unknown] Allt kontrollerades
   *[other] Allt kontrollerades, med ett testmejl till { $address }
}
event-signed-in = { $name ->
    [unknown] Inloggat
   *[other] Inloggat som { $name }
}{ $way ->
    [device-code] {" "}med en kod
    [authorization-code] {" "}i en webbläsare
    [client-credentials] {" "}som app
   *[unknown] {""}
}
event-sign-in-begun = En kod för att logga in kontot { $account } begärdes
event-sign-in-ended = Koden för kontot { $account } visas inte längre
event-sign-in-interrupted = En omstart avbröt inloggningen av kontot { $account }
event-token-refreshed = Inloggningen förnyades
event-grant-hindered = Inloggningen kunde inte förnyas just nu
event-grant-lapsed = Inloggningen har upphört
event-signed-out = Utloggat; token raderades
event-device-added = Enheten { $device } lades till
event-device-changed = Enheten { $device } ändrades
event-device-removed = Enheten { $device } togs bort
event-user-added = Användaren { $user } lades till
event-user-changed = Användaren { $user } ändrades
event-user-removed = Användaren { $user } togs bort (skanningar som behölls: { $kept }, togs bort: { $deleted })
event-users-imported = Användare importerades ({ $added } nya, { $changed } ändrade)
event-user-settings-changed = Användarnas inställningar ändrades
event-consent-given = Organisationen { $organisation } har samtyckt till appen som kontot { $account } använder
event-administrator-added = Administratören { $administrator } lades till
event-administrator-changed = Administratören { $administrator } ändrades
event-administrator-removed = Administratören { $administrator } togs bort
event-administrator-password-changed = Lösenordet för administratören { $administrator } ändrades
event-logged-in = Loggade in
event-log-in-refused = { $name ->
    [unknown] Släpptes inte in
   *[other] Släpptes inte in som { $name }
}{ $attempts ->
    [one] {""}
   *[other] {" "}({ $attempts } försök)
}
event-api-token-added = API-nyckeln { $token } skapades
event-api-token-removed = API-nyckeln { $token } drogs in
event-slots-changed = Funktionernas konton ändrades
event-mail-settings-changed = E-postinställningarna ändrades
event-settings-imported = Inställningar importerades
event-receiving-changed = Inställningarna för mottagning ändrades
event-appearance-changed = Med vems ord sidorna talar ändrades
event-fax-server-changed = Faxserverns inställningar ändrades
event-panel-changed = Kontrollpanelens inställningar ändrades
event-history-changed = Hur länge historiken sparas ändrades
event-notices-changed = Inställningarna för underrättelser ändrades
event-notice-tried = En underrättelse skickades på prov
event-mail-left = Ett mejl ligger kvar i sin brevlåda
event-mail-removed = Ett mejl som ingen funktion tar emot tas bort ur sin brevlåda
event-deleted-by-device = { $mails ->
    [one] Enheten { $device } tog bort ett mejl i sin brevlåda
   *[other] Enheten { $device } tog bort { $mails } mejl i sin brevlåda
}
event-mails-gone = { $mails ->
    [1] 1 mejl är borta ur brevlådan
   *[other] { $mails } mejl är borta ur brevlådan
}
arrival-taken-in = Ett mejl togs emot ({ $size })
arrival-came-again = Brevlådan lämnade ut ett mejl en gång till; det sparas en gång
arrival-handing-on = Försök { $number } att lämna mejlet vidare börjar
arrival-handed-on = Lämnat vidare: { $place }
arrival-not-handed-on = Ännu inte lämnat vidare
arrival-not-confirmed = Avsändaren av ett fax frågade vad det blev av det, och gick inte att underrätta
arrival-quarantined = Satt i karantän: någon måste titta på det
arrival-retried = Någon bad om ett nytt försök att lämna mejlet vidare
arrival-downloaded = Någon laddade ner ett mejl som hade kommit in
arrival-deleted = Någon tog bort ett mejl som hade kommit in
event-warned = Varnade i förväg
event-clock-set = Datorns klocka ställdes om { $seconds } sekunder

## Storlekar och tidsrymder

size = { $unit ->
    [gigabytes] { $number } GB
    [megabytes] { $number } MB
    [kilobytes] { $number } kB
   *[bytes] { $number } byte
}
ago = { $unit ->
    [days] { $number ->
        [one] för ett dygn sedan
       *[other] för { $number } dygn sedan
    }
    [hours] { $number ->
        [one] för en timme sedan
       *[other] för { $number } timmar sedan
    }
    [minutes] { $number ->
        [one] för en minut sedan
       *[other] för { $number } minuter sedan
    }
   *[seconds] alldeles nyss
}
ahead = { $unit ->
    [days] { $number ->
        [one] om ett dygn
       *[other] om { $number } dygn
    }
    [hours] { $number ->
        [one] om en timme
       *[other] om { $number } timmar
    }
    [minutes] { $number ->
        [one] om en minut
       *[other] om { $number } minuter
    }
   *[seconds] om ett ögonblick
}

## Någon bad om ett nytt försök

retried-now = Det försöks nu.
retried-probing = Kontots mejl väntade av den orsak som anges här. scanpost försöker genast igen med ett av kontots mejl, och de andra följer så snart det har kommit fram.
retried-after-hold = Det försöks inte än: kontots mejl är pausade av den orsak som anges här. När den är åtgärdad skickas det av sig självt.
retried-after-rest = Det försöks inte än: brevlådan har skickat så mycket som den får för tillfället. Det skickas av sig självt när gränsen är förbi; kontots sida visar när det är.
retried-when-served = Det försöks så snart scanpost serve körs.

## Vad en administratör får ändra

privilege-accounts = Konton och inloggning
privilege-mail-settings = E-postinställningar
privilege-devices = Enheter
privilege-jobs = Jobb
privilege-job-contents = Jobbens innehåll
privilege-administrators = Administratörer och alla inställningar

## Vad som rättades i ett mejl innan det skickades

mended-line-ends = radslut rättade
mended-long-lines = långa rader delade
mended-header-ended = saknad tom rad före texten tillagd
mended-message-id-added = Message-ID tillagt
mended-message-id-bracketed = Message-ID satt inom vinkelparenteser
mended-date-added = datum tillagt
mended-date-replaced = oläsligt datum ersatt (det var ”{ $was }”)
mended-from-added = avsändare tillagd
mended-from-replaced = avsändaren ändrad (den var { $was })
mended-reply-to-added = svar går till den avsändare som enheten angav
mended-sender-dropped = fältet Sender borttaget (det var { $was })
mended-to-added = To tillagt, eftersom ingen var angiven
mended-addresses-written = adresser i { $field } rätt skrivna
mended-repeated-dropped = upprepat { $field } borttaget
mended-repeated-joined = upprepade { $field } sammanslagna
mended-empty-dropped = tomt { $field } borttaget
mended-header-too-long = inget rättat: mejlets huvud är för långt
mended-cover-added = ett försättsblad lagt före

## What a device can do itself (support::Support)

support-itself = { $device } kan själv logga in med OAuth 2.0 (Modern Authentication).
    .next = Ställ in det på enheten under { $menu }, eller låt den skicka genom scanpost: då går ingen skanning förlorad, och du ser här vad som hände med var och en.
support-needs-firmware = { $device } kan själv logga in bara med nyare maskinvaruprogram (firmware): den har { $has } och behöver minst { $least }.
    .next = Be återförsäljaren om den nyare versionen, eller låt enheten skicka genom scanpost som den är.
support-firmware-unknown = { $device } kan själv logga in med firmware { $least } eller nyare; vilken den har säger den inte.
    .next = Läs av versionen på enheten och jämför, eller låt den skicka genom scanpost som den är.
support-perhaps = { $device }: vissa maskiner av märket kan själva logga in med OAuth 2.0, beroende på modell och firmware.
    .next = Se efter på enheten under { $menu } om OAuth 2.0 erbjuds där; installera först senaste firmware. Erbjuds det inte, låt enheten skicka genom scanpost.
support-use-scanpost = Stöds inte: { $device } finns inte bland de maskiner som man vet kan logga in själva.
    .next = Låt den skicka genom scanpost.
support-unknown = Den säger inte vad den är.
    .next = Kontrollera att adressen är skrivarens och att den är påslagen, och slå på SNMP eller IPP i dess nätverksinställningar. Den kan skicka genom scanpost i vilket fall som helst.
