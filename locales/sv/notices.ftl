# Vad folk får veta: med e-post, webhook och syslog. Id är orsakens
# (scanpost-core/src/notify/mod.rs); felens egna meningar står i faults.ftl.

notice-account-held = { fact-named-account } väntar på en människa
notice-account-flows = { fact-named-account } skickar igen
notice-sign-in-ended = Inloggningen för { fact-named-account-within } har upphört
notice-warning = En varning
notice-job-failed = { $count ->
    [1] Ett mejl har inte nått alla
   *[other] { $count } mejl har inte nått alla
}
    .next = Titta på jobbet i scanpost: där står vilka mottagare som inte fick det, och varför.
notice-mail-returned = { $count ->
    [1] Ett mejl som skickats kom tillbaka
   *[other] { $count } mejl som skickats kom tillbaka
}
    .next = Titta på jobbet i scanpost: där står vilka mottagare som inte fick det, och varför.
notice-job-uncertain = { $count ->
    [1] Det är osäkert om ett mejl har kommit fram
   *[other] Det är osäkert om { $count } mejl har kommit fram
}
    .next = Titta bland brevlådans skickade mejl innan du skannar igen.
notice-job-relayed = { $count ->
    [1] Ett mejl är överlämnat
   *[other] { $count } mejl är överlämnade
}
notice-arrival-quarantined = { $count ->
    [1] Ett mejl som kom in ligger i karantän
   *[other] { $count } mejl som kom in ligger i karantän
}
notice-summary = Vad scanpost gjorde under ett dygn
notice-trial = Den här underrättelsen är ett prov
    .next = Inget behöver göras: underrättelser kommer fram.

fact-named-account = { $account ->
    [unknown] Ett konto
   *[other] Kontot ”{ $account }”
}
fact-named-account-within = { $account ->
    [unknown] ett konto
   *[other] kontot ”{ $account }”
}

## Ett mejl som berättar det

notice-mail-when = När: { $at }
notice-mail-since = Sedan: { $at }
notice-mail-account = Konto: { $account }
notice-mail-device = Enhet: { $device }
notice-mail-job = Jobb: { $job }
notice-mail-code = Kod: { $code }
notice-mail-said = Vad den andra sidan sade:
notice-mail-foot = scanpost på { $host } skickade detta av sig självt, eftersom du är administratör. Det lönar sig inte att svara.

## Dygnets sammanfattning

summary-accepted = Mottagna från enheter: { $number }
summary-delivered = Levererade: { $number }
summary-failed = Misslyckade, helt eller delvis: { $number }
summary-uncertain = Osäkra: { $number }

## Till avsändaren av ett mejl som misslyckades

bounce-subject = Ditt mejl kom inte fram
bounce-text = Ditt mejl, som scanpost tog emot från enheten ”{ $device }” { $at }, nådde inte de här mottagarna:
bounce-others = Övriga berörs inte av detta.
bounce-subject-relayed = Ditt mejl är överlämnat
bounce-relayed = Ditt mejl, som scanpost tog emot från enheten ”{ $device }” { $at }, är överlämnat till e-postleverantören för de här mottagarna, som du bad att få veta. Vad som sedan händer med det meddelas inte:
disposition-subject-displayed = Ditt fax har visats
disposition-displayed = Ditt fax ”{ $subject }” har visats för en människa.
disposition-subject-processed = Ditt fax har lämnats vidare
disposition-processed = Ditt fax ”{ $subject }” kom fram helt och har lämnats vidare. Det betyder inte att någon har läst det.
disposition-subject-error = Ditt fax gick inte att lämna vidare
disposition-error = Ditt fax ”{ $subject }” kom fram men gick inte att lämna vidare. Skicka det igen så som raderna nedan säger, eller nå mottagaren på annat sätt.
disposition-subject-deleted = Ditt fax togs bort
disposition-deleted = Ditt fax ”{ $subject }” kom fram och togs bort utan att ha lämnats vidare. Var det viktigt, nå mottagaren på annat sätt.
fax-mail-subject = Fax från { $from }
fax-mail-subject-unknown = Ett fax
fax-mail-text = Det här faxet kom { $at }. Det är bifogat.
fax-mail-title = Dess ämne: { $subject }
fax-mail-cover = Avsändaren skrev bredvid det:
fax-mail-cut = Texten fortsätter; resten var för lång för att skickas vidare.
bounce-foot = scanpost på { $host } skickade detta av sig självt; det lönar sig inte att svara.

# Svaret på en fråga om status, och vad som har hänt med inkommande mejl
report-of-job = jobb { $job }
report-of-no-job = inte om något jobb i denna scanpost
report-not-believed = inte trodd: e-postservern säger att avsändaren är falsk
# På sidan som skrivs ut av ett mejl.
print-from = Från
print-to = Till
print-date = Datum
print-left-out = Skrivs inte ut
print-rest = resten av texten, som är mycket lång
print-letters = bokstäver som sidan inte kan visa; de står som ?
print-without-subject = (inget ämne)

## Ett mejl till en användare vars skanning väntar

ask-subject = Logga in en gång, så att din skanning kan skickas
ask-hello = Hej { $name },
ask-what = du har skannat, och skanningen väntar på att skickas från din egen brevlåda { $address }. För det loggar du in en gång hos { $provider }. Öppna den här länken inom en kvart; den fungerar en gång:
ask-later = Senare öppnar du { $page } och skriver din e-postadress. Skanningen finns kvar till dess och skickas av sig själv när du har loggat in.
ask-not-you = Om du inte har skannat något behöver du inte göra något: inget skickas i ditt namn utan att du loggar in.
