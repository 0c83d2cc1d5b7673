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
  /* A form that saves by itself is safe once the server has said so; what is typed meanwhile is not yet. */
  document.addEventListener("htmx:beforeRequest", (event) => changed.delete(event.detail.elt.closest("form")));
  document.addEventListener("htmx:beforeSwap", (event) => {
    const form = event.detail.elt.closest("form[data-unsaved]");
    if (!form) return;
    // A page of another address (one's session is over, say) is no answer to a save.
    const answered = new URL(event.detail.xhr.responseURL || location.href).pathname;
    const asked = new URL(event.detail.pathInfo.requestPath, location.href).pathname;
    if (answered !== asked) {
      event.detail.shouldSwap = false;
      sayUnsaved(form, event.detail.target);
    }
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt.closest("form[data-unsaved]");
    if (!form) return;
    if (!event.detail.successful) sayUnsaved(form, event.detail.target);
    else if (event.detail.xhr.responseText.includes("data-not-kept")) changed.add(form);
  });
  const sayUnsaved = (form, target) => {
    changed.add(form);
    target.textContent = form.dataset.unsaved;
  };
  addEventListener("beforeunload", (event) => {
    if ([...changed].some((form) => form.isConnected)) event.preventDefault();
  });

  const wake = (root) => { focusSummary(root); offerCopy(root); };
  wake(document);
  document.addEventListener("htmx:load", (event) => { if (event.detail.elt !== document.body) wake(event.detail.elt); });
})();
