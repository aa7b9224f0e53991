// Questions to the server: of each kind one at work, and of those that wait only the newest.
const token = document.querySelector("meta[name=relaysim-token]").content;
const page = Array.from(crypto.getRandomValues(new Uint8Array(8)), (b) => b.toString(16).padStart(2, "0")).join("");
let number = 0;

export class ServerGone extends Error {}

export async function get(path) {
  const reply = await sent(path, { headers: { "X-Relaysim-Token": token } });
  if (!reply.ok) throw new Error((await reply.json()).error);
  return reply;
}

async function sent(path, options) {
  try {
    return await fetch(path, { cache: "no-store", credentials: "omit", ...options });
  } catch {
    throw new ServerGone("The server does not answer: it may have been ended in its terminal. What is shown is older. Start relaysim explore again, and open the address that it prints.");
  }
}

export async function post(kind, wish) {
  const body = JSON.stringify({ ...wish, page, number: ++number });
  const headers = { "X-Relaysim-Token": token, "Content-Type": "application/json" };
  const reply = await sent(`/ask/${kind}`, { method: "POST", headers, body });
  if (reply.status === 204) return null; // a newer question has overtaken it
  if (!reply.ok) throw new Error((await reply.json()).error);
  return reply;
}

// Asks one kind of question. `ask(wish, about)` may be called as often as the pointer moves; `about` is the page's own
// matter: it is not sent, and comes back with the answer.
export class Asker {
  constructor(kind, read, told, failed) {
    Object.assign(this, { kind, read, told, failed, waiting: null, busy: false });
  }

  ask(wish, about) {
    this.waiting = { wish, about };
    if (!this.busy) this.#work();
  }

  async #work() {
    this.busy = true;
    while (this.waiting) {
      const { wish, about } = this.waiting;
      this.waiting = null;
      try {
        const reply = await post(this.kind, wish);
        if (reply !== null) this.told(await this.read(reply), wish, about);
      } catch (error) {
        this.failed(error, about);
      }
    }
    this.busy = false;
  }
}
