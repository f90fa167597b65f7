# Genomgången (core doctor): stegen, och vad som hittades.

## Vad som kontrolleras

doctor-step-disk = Plats på disken
doctor-step-names = Servrarnas namn
doctor-step-ipv4 = Anslutning över IPv4
doctor-step-ipv6 = Anslutning över IPv6
doctor-step-proxy = Proxy
doctor-step-sign-in-server = Inloggningsserver
doctor-step-clock = Klocka
doctor-step-greeting = E-postserver
doctor-step-tls = Kryptering och certifikat
doctor-step-offers = Sätt att logga in
doctor-step-token = Inloggning
doctor-step-scopes = Behörigheter
doctor-step-log-in = Inloggning i brevlådan
doctor-step-test-mail = Testmejl

## Hur det står till med ett steg

doctor-finding-waiting = Väntar
doctor-finding-under-way = Pågår
doctor-finding-passed = Bra
doctor-finding-warned = Varning
doctor-finding-failed = Misslyckades
doctor-finding-not-reached = Nåddes inte
doctor-finding-not-needed = Behövs inte

## Vad som hittades

doctor-passed-disk = { $size } ledigt
doctor-passed-names = Hittades: { $addresses }
doctor-passed-ipv4 = { $address } svarar på port { $port }{ $network ->
    [unknown] { "" }
   *[other] , över nätverket { $network }
}
doctor-passed-ipv6 = { $address } svarar på port { $port }{ $network ->
    [unknown] { "" }
   *[other] , över nätverket { $network }
}
doctor-passed-proxy = { $proxy } släpper igenom scanpost{ $network ->
    [unknown] { "" }
   *[other] , över nätverket { $network }
}
doctor-passed-sign-in-server = { $provider } svarar
doctor-passed-clock = { $seconds ->
    [0] Samma tid som hos leverantören
    [one] En sekund från leverantörens
   *[other] { $seconds } sekunder från leverantörens
}
doctor-passed-greeting = { $address } hälsar
doctor-passed-tls = { $version }, { $checked ->
    [no] certifikatet kontrollerades inte: så står det i inställningarna
   *[other] certifikat från { $issuer }, giltigt till { $until }
}
doctor-passed-offers = Servern erbjuder { $mechanisms }
doctor-passed-token = { $name ->
    [unknown] Förnyad
    [app] Förnyad, inloggad som app
   *[other] Förnyad, inloggad som { $name }
}
doctor-passed-scopes = Beviljade: { $scopes }
doctor-passed-log-in = Servern släpper in { $address }
doctor-passed-test-mail = Skickat till { $address }: se efter om det har kommit fram. Servern svarade: { $reply }

## Varför ett steg saknar resultat

doctor-not-reached = Först efter ”{ $step }”
doctor-not-needed-by-proxy = Proxyn ansluter
doctor-not-needed-no-address = Servern har ingen sådan adress
doctor-not-needed-own-address = E-postinställningarna låter anslutningar gå ut från en adress av det andra slaget
doctor-not-needed-no-proxy = Ingen proxy är inställd
doctor-not-needed-no-date = Inloggningsservern talar inte om vad klockan är
doctor-not-needed-not-asked = Ingen har bett om ett
doctor-not-needed-only-receives = Det här kontot tar bara emot
