// Passkeys: asks the device for one, and sends what it says with the form.
(() => {
  const CANNOT = "This browser knows no passkeys here.";
  const STOPPED = "No passkey was used. Try again, or take another way.";

  async function readOptions(form) {
    if (form.dataset.options) {
      return JSON.parse(form.dataset.options);
    }
    const response = await fetch(form.dataset.optionsFrom, { headers: { Accept: "application/json" } });
    return response.json();
  }

  async function create(form) {
    const { creation_options: { publicKey } } = await readOptions(form);
    const isEnough = form.elements.passwordless?.checked ?? false;
    Object.assign(publicKey.authenticatorSelection, {
      residentKey: isEnough ? "required" : "discouraged",
      requireResidentKey: isEnough,
    });
    if (isEnough) {
      publicKey.authenticatorSelection.userVerification = "required";
    }
    return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey) });
  }

  async function get(form) {
    const { request_options: { publicKey } } = await readOptions(form);
    return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey) });
  }

  const ways = { create, get };
  for (const form of document.querySelectorAll("[data-passkey]")) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const wrong = form.querySelector("[role=alert]:last-child");
      if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) {
        wrong.textContent = CANNOT;
        return;
      }
      try {
        const credential = await ways[form.dataset.passkey](form);
        form.elements.credential.value = JSON.stringify(credential.toJSON());
        form.submit();
      } catch {
        wrong.textContent = STOPPED;
      }
    });
  }
})();
