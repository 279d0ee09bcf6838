// Shows the buttons that copy a code. Without it the code can still be marked and copied by hand.
"use strict";
for (const button of document.querySelectorAll("[data-copies]")) {
  const code = document.getElementById(button.dataset.copies);

  const mark = () => {
    const range = document.createRange();
    range.selectNodeContents(code);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
  };

  button.hidden = false;
  button.addEventListener("click", async () => {
    mark();
    try {
      await navigator.clipboard.writeText(code.textContent.trim());
      button.textContent = "Copiado ✓";
    } catch {
      button.textContent = "Código marcado: agora é só copiar";
    }
  });
}
