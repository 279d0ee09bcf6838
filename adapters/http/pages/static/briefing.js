// Saves the part whenever a field is left. The page works without it: every button is a POST.
"use strict";
(() => {
  const form = document.getElementById("briefing");
  const status = document.getElementById("saved");
  let changed = false;
  let saving = false;

  const say = (text, failed) => {
    status.textContent = text;
    status.classList.toggle("failed", failed);
  };

  const save = async () => {
    if (!changed || saving) return;
    changed = false;
    saving = true;
    const body = new URLSearchParams(new FormData(form));
    body.set("_action", "autosave");
    try {
      const answer = await fetch(form.action, { method: "POST", body, keepalive: true });
      if (answer.status !== 204) throw new Error(answer.status);
      const now = new Date().toLocaleTimeString("pt-BR", { hour: "2-digit", minute: "2-digit" });
      say(`Salvo às ${now}`, false);
    } catch {
      changed = true;
      say("Ainda não salvo, sem conexão", true);
    } finally {
      saving = false;
    }
  };

  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("focusout", save);
  form.addEventListener("change", save);
  window.addEventListener("online", save);
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
  // A button saves by itself; an autosave racing it would only repeat the same answers.
  form.addEventListener("submit", () => { changed = false; });
})();
