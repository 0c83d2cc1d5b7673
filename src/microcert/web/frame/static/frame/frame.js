/* The only script of ours. Every page works without it; it spares a gesture here and there. */
(() => {
  "use strict";

  /* After a refused form, focus goes to the summary of what is to be corrected (WCAG 3.3.1). */
  const focusSummary = (root) => {
    const summary = root.querySelector("[data-error-summary]");
    if (summary) summary.focus();
  };

  /* <button data-copy="#field" data-copied="Lien copié" hidden>: shown only where copying is possible. */
  const offerCopy = (root) => {
    if (!navigator.clipboard) return;
    for (const button of root.querySelectorAll("button[data-copy]")) button.hidden = false;
  };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-copy]");
    if (!button) return;
    const field = document.querySelector(button.dataset.copy);
    await navigator.clipboard.writeText(field.value ?? field.textContent.trim());
    const said = button.parentElement.querySelector("[role=status]");
    if (said) said.textContent = button.dataset.copied;
  });

  /* <form data-confirm-leaving>: the browser asks before typed text is lost. */
  const changed = new Set();
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-confirm-leaving]");
    if (form) changed.add(form);
  });
  document.addEventListener("submit", (event) => changed.delete(event.target));
  document.addEventListener("htmx:afterRequest", (event) => changed.delete(event.detail.elt.closest("form")));
  addEventListener("beforeunload", (event) => {
    if ([...changed].some((form) => form.isConnected)) event.preventDefault();
  });

  const wake = (root) => { focusSummary(root); offerCopy(root); };
  wake(document);
  document.addEventListener("htmx:load", (event) => { if (event.detail.elt !== document.body) wake(event.detail.elt); });
})();
