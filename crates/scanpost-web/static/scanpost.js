// Keeps an open page fresh. Everything works without it; it only saves a reload.
"use strict";

(() => {
  // What the server last sent of each live part, to tell what is new.
  const sent = new Map();
  const remember = (root) => {
    for (const part of root.querySelectorAll("[data-live]")) sent.set(part.id, part.outerHTML);
  };

  const copyButtons = (root) => {
    for (const button of root.querySelectorAll("[data-copy]")) {
      button.hidden = false;
      button.addEventListener("click", () => copy(button));
    }
  };

  // The clipboard's own interface needs HTTPS; a selection can be copied on any page.
  const copy = (button) => {
    const selection = getSelection();
    selection.selectAllChildren(document.getElementById(button.dataset.copy));
    if (!document.execCommand("copy")) return;
    selection.removeAllRanges();
    const word = button.textContent;
    button.textContent = button.dataset.done;
    setTimeout(() => { button.textContent = word; }, 2000);
  };

  const localTimes = (root) => {
    const swedish = document.documentElement.lang === "sv";
    const form = new Intl.DateTimeFormat(swedish ? "sv-SE" : undefined,
      { month: "short", day: "numeric", hour: "numeric", minute: "2-digit", second: "2-digit" });
    for (const time of root.querySelectorAll("time[data-local]")) {
      time.title = time.textContent;
      time.textContent = form.format(new Date(time.dateTime));
    }
  };

  // A clock counts down by when it must end, so that a sleeping tab shows the truth when it wakes.
  const clocks = (root) => {
    for (const clock of root.querySelectorAll("[data-seconds-left]")) {
      clock.endsAt = performance.now() + clock.dataset.secondsLeft * 1000;
    }
  };
  const tick = () => {
    for (const clock of document.querySelectorAll("[data-seconds-left]")) {
      const left = Math.max(0, Math.ceil((clock.endsAt - performance.now()) / 1000));
      clock.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
      if (left === 0 && !clock.isOver) {
        clock.isOver = true;
        setTimeout(renew, 1500);
      }
    }
  };

  const dress = (root) => {
    copyButtons(root);
    localTimes(root);
    clocks(root);
  };

  let renewing = false;
  let again = false;
  const renew = async () => {
    if (renewing) { again = true; return; }
    renewing = true;
    try {
      const answer = await fetch(location.pathname + location.search, { headers: { accept: "text/html" } });
      if (answer.status === 401) { location.reload(); return; }
      if (answer.ok) replace(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } catch {
      // Not reached: the next event or the next look brings it.
    } finally {
      renewing = false;
      if (again) { again = false; renew(); }
    }
  };

  const replace = (fresh) => {
    for (const part of fresh.querySelectorAll("[data-live]")) {
      const old = document.getElementById(part.id);
      if (!old || sent.get(part.id) === part.outerHTML) continue;
      // While somebody reads the evidence or marks a word, the part stays as it is.
      const chosen = getSelection();
      if (!chosen.isCollapsed && old.contains(chosen.anchorNode)) continue;
      const open = [...old.querySelectorAll("details")].map((details) => details.open);
      const focus = old.contains(document.activeElement) ? document.activeElement.id : "";
      const ticked = [...old.querySelectorAll("input:checked")].map((tick) => tick.id);
      sent.set(part.id, part.outerHTML);
      const next = document.importNode(part, true);
      old.replaceWith(next);
      dress(next);
      next.querySelectorAll("details").forEach((details, n) => { details.open = open[n] ?? false; });
      for (const id of ticked) {
        const tick = document.getElementById(id);
        if (tick) tick.checked = true;
      }
      if (focus) document.getElementById(focus)?.focus({ preventScroll: true });
    }
    document.title = fresh.title;
    tick();
  };

  const follow = () => {
    const events = new EventSource("/events");
    events.addEventListener("open", renew);
    events.addEventListener("change", renew);
    events.addEventListener("error", () => {
      // Refused for good (too many pages are open): look again by time alone.
      if (events.readyState === EventSource.CLOSED) renew();
    });
    setInterval(() => { if (!document.hidden) renew(); }, 20000);
    document.addEventListener("visibilitychange", () => { if (!document.hidden) renew(); });
  };

  // On a phone the menus are one row that is pushed sideways: it shows where one is.
  const showHere = () => {
    for (const here of document.querySelectorAll("nav > [aria-current]")) {
      const row = here.parentElement;
      row.scrollLeft = here.offsetLeft - row.offsetLeft - (row.clientWidth - here.offsetWidth) / 2;
    }
  };
  showHere();
  addEventListener("resize", showHere);
  remember(document);
  dress(document);
  tick();
  setInterval(tick, 1000);
  if ("follow" in document.body.dataset) follow();
})();
