// Draws what /demo/state says, and posts what is tapped. It decides nothing.
"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const AWAKE_MS = 350;
  const HIDDEN_MS = 3000;
  const TOAST_MS = 6000;

  const make = (tag, className, ...children) => {
    const node = document.createElement(tag);
    if (className) node.className = className;
    node.append(...children.filter((child) => child !== null));
    return node;
  };

  const SYMBOLS = { "✅": "tick", "🙂": "smile", "🎉": "party" };
  const SVG = "http://www.w3.org/2000/svg";

  const symbol = (emoji) => {
    const drawing = document.createElementNS(SVG, "svg");
    const use = document.createElementNS(SVG, "use");
    use.setAttribute("href", `#${SYMBOLS[emoji]}`);
    drawing.setAttribute("role", "img");
    drawing.setAttribute("aria-label", emoji);
    drawing.setAttribute("class", "emoji");
    drawing.append(use);
    return drawing;
  };

  // *bold*, as chats write it, and emoji that are drawn; everything else is text.
  const rich = (text) =>
    text.replaceAll("R$ ", "R$\u00a0").split(/(\*[^*\n]+\*|✅|🙂|🎉)/u).map((part) => {
      if (part in SYMBOLS) return symbol(part);
      return /^\*[^*\n]+\*$/.test(part) ? make("strong", "", part.slice(1, -1)) : part;
    });

  // ------------------------------------------------------------------ the phone

  const drawn = new Map();
  let lead = null;

  const link = (className, path, ...children) => {
    const node = make("a", className, ...children);
    node.href = path;
    node.target = "_blank";
    node.rel = "noopener";
    return node;
  };

  const card = (document_) =>
    link("pdf", document_.path, make("b", "", "PDF"),
      make("span", "", document_.name, make("small", "", "Toque para abrir a proposta")));

  const reply = (button) => {
    const node = make("button", "", button.title);
    node.type = "button";
    node.addEventListener("click", () => post("/demo/tap", button));
    return node;
  };

  const bubble = (message) => {
    const mine = message.author === "lead";
    const foot = make("span", "foot", message.at, mine ? make("i", "ticks") : null);
    const signed = message.author === "operator" ? make("em", "", state.human) : null;
    const body = make("div", `bubble ${message.author}`, signed,
      message.document ? card(message.document) : null,
      make("p", "", ...rich(message.text)), foot);
    const replies = make("div", "replies",
      ...(message.link ? [link("", message.link.path, `↗ ${message.link.title}`)] : []),
      ...message.buttons.filter(() => !mine).map(reply));
    return make("div", `turn ${mine ? "mine" : "theirs"}`, body,
      replies.childElementCount ? replies : null);
  };

  const drawChat = () => {
    if (lead !== state.lead) {
      lead = state.lead;
      drawn.clear();
      $("bubbles").replaceChildren();
    }
    const before = drawn.size;
    for (const message of state.messages) {
      if (!drawn.has(message.id)) {
        drawn.set(message.id, bubble(message));
        $("bubbles").append(drawn.get(message.id));
      }
      drawn.get(message.id).classList.toggle("unread", !message.read);
    }
    const last = state.messages.findLastIndex((message) => message.author === "lead");
    state.messages.forEach((message, index) =>
      drawn.get(message.id).classList.toggle("past", index < last));
    $("empty").hidden = state.messages.length > 0;
    const startsTyping = state.typing && $("typing").hidden;
    $("typing").hidden = !state.typing;
    $("presence").textContent = !state.up ? "sem conexão" : state.typing ? "digitando…"
      : state.owner === "human" ? `${state.human} está atendendo` : "online";
    if (drawn.size !== before || startsTyping) $("chat").scrollTop = $("chat").scrollHeight;
  };

  // ------------------------------------------------------------------ where the sale is

  const drawWay = () => {
    $("steps").replaceChildren(...state.steps.map((step) => {
      const node = make("li", step.status, make("span", "dot"), make("span", "label", step.label));
      if (step.status === "here") node.setAttribute("aria-current", "step");
      return node;
    }));
    const here = state.steps.findIndex((step) => step.status === "here");
    $("where").textContent = state.lost !== null
      ? `Venda perdida: ${state.lost}. Uma nova mensagem abre outra.`
      : `Passo ${here + 1} de ${state.steps.length}: ${state.steps[here].label}`;
    $("where").classList.toggle("lost", state.lost !== null);
    $("deal").replaceChildren(...state.deal.map(([label, text]) =>
      make("div", "", make("dt", "", label), make("dd", "", text))));
    $("deal").hidden = state.deal.length === 0;
  };

  // ------------------------------------------------------------------ behind the scenes

  const drawUnderstood = () => {
    const read = state.understood;
    if (!read) return $("understood").replaceChildren(make("p", "soft", "Nada ainda."));
    const acts = read.acts.map((act) =>
      make("li", "", make("strong", "", act.label),
        make("span", "sure", `${act.percent}%`), make("code", "", act.rule)));
    const slots = read.slots.map(([label, text]) =>
      make("div", "", make("dt", "", label), make("dd", "", text)));
    return $("understood").replaceChildren(
      make("blockquote", "", read.text || "…"),
      make("ul", "plain acts-read", ...acts), make("dl", "slots", ...slots));
  };

  const drawComing = () => {
    $("timers").replaceChildren(...(state.timers.length ? state.timers.map((timer) =>
      make("li", "", make("strong", "", timer.label), make("span", "when", `${timer.left} · ${timer.at}`)))
      : [make("li", "soft", "Nenhum timer armado.")]));
    $("tasks").replaceChildren(...(state.tasks.length
      ? state.tasks.map((task) => make("li", "task", task))
      : [make("li", "soft", "Nada pendente.")]));
  };

  const drawLog = () => {
    $("log").replaceChildren(...state.log.map((entry) =>
      make("li", "", make("time", "", entry.at),
        make("div", "", make("span", `who ${entry.who}`, entry.who), ` ${entry.what} `,
          entry.move ? make("span", "move", entry.move) : null,
          ...entry.rows.map((row) => make("code", "", row))))));
  };

  const drawOutbox = () => {
    $("outbox").replaceChildren(...state.outbox.map((effect) => {
      const key = make("code", "", `…:${effect.short}`);
      key.title = effect.key;
      return make("li", "", key,
        make("div", "", effect.kind, " ",
          make("span", `done-${effect.state.replace(" ", "-")} state-chip`, effect.state),
          effect.error ? make("small", "", effect.error) : null));
    }));
    if (!state.outbox.length) $("outbox").append(make("li", "soft", "Vazia."));
  };

  const drawButtons = () => {
    const runs = state.autopilot.runs;
    for (const button of document.querySelectorAll("[data-act]"))
      button.disabled = runs || !state.up || !state.can[button.dataset.act];
    for (const id of ["text", "operator-text"]) $(id).disabled = runs;
    $("autopilot").classList.toggle("running", runs);
    $("autopilot-label").textContent = runs ? "■ Parar" : "▶ Rodar o fluxo inteiro";
    $("autopilot-step").textContent = state.autopilot.step
      || "de “oi” a projeto ativo, em uns 20 segundos";
  };

  const drawTop = () => {
    $("up").textContent = state.up ? "no ar" : "fora do ar";
    $("up").classList.toggle("off", !state.up);
    $("clock").textContent = [state.clock.now, state.clock.ahead].filter(Boolean).join("  ");
    $("phone-clock").textContent = state.clock.now.slice(-5);
    $("company").textContent = state.company;
    $("avatar").textContent = state.company.slice(0, 1);
  };

  // ------------------------------------------------------------------ asking and telling

  let state = null;
  let seen = "";
  let asking = null;
  let toastTimer = 0;

  const look = async () => {
    const answer = await fetch(`/demo/state?seen=${seen}`);
    if (answer.status !== 200) return;
    const news = await answer.json();
    seen = news.digest;
    state = news.state;
    for (const draw of [drawTop, drawChat, drawWay, drawUnderstood, drawComing, drawLog, drawOutbox, drawButtons])
      draw();
    document.body.dataset.state = state.state;
  };

  const lookNow = () => {
    asking ??= look().catch(() => lost()).finally(() => { asking = null; });
    return asking;
  };

  const lost = () => {
    seen = "";
    $("up").textContent = "demonstração encerrada";
    $("up").classList.add("off");
  };

  const keepLooking = async () => {
    await lookNow();
    setTimeout(keepLooking, document.hidden ? HIDDEN_MS : AWAKE_MS);
  };

  const toast = (words, ok) => {
    clearTimeout(toastTimer);
    $("toast").textContent = words;
    $("toast").className = `toast shown${ok ? "" : " sorry"}`;
    toastTimer = setTimeout(() => $("toast").classList.remove("shown"), TOAST_MS);
  };

  const post = async (path, fields = {}) => {
    try {
      const answer = await fetch(path, { method: "POST", body: new URLSearchParams(fields) });
      const told = await answer.json();
      await lookNow();
      return told;
    } catch {
      lost();
      return { ok: false, said: "A demonstração não responde." };
    }
  };

  const sendFrom = (form, path) => form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const field = form.elements.text;
    const text = field.value.trim();
    if (!text) return;
    field.value = "";
    const told = await post(path, { text });
    if (!told.ok) toast(told.said, false);
  });

  sendFrom($("say"), "/demo/say");
  sendFrom($("operator"), "/demo/operator");

  for (const button of document.querySelectorAll("[data-act]"))
    button.addEventListener("click", async () => {
      button.classList.add("busy");
      const told = await post(`/demo/act/${button.dataset.act}`);
      button.classList.remove("busy");
      toast(told.said, told.ok);
    });

  $("autopilot").addEventListener("click", () =>
    post(`/demo/autopilot/${state.autopilot.runs ? "stop" : "start"}`));

  keepLooking();
})();
