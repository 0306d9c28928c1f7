// For staff pages; everything works without it. Words for an entry of a list: offers while typing (APG combobox).
// The words in the field are all that is sent: taking an offer writes its whole label.
(function () {
  "use strict";
  var PAUSE = 150;
  function each(q, f) { Array.prototype.forEach.call(document.querySelectorAll(q), f); }

  each("input[data-find]", function (input) {
    var form = input.form, label = document.querySelector('label[for="' + input.id + '"]');
    var box = document.createElement("span"), list = document.createElement("ul"), say = document.createElement("span");
    var offers = [], at = -1, timer = 0, asked = 0;
    box.className = "combo"; input.before(box); box.appendChild(input);
    list.id = input.id + "-offers"; list.className = "offers"; list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", label ? label.textContent : "");
    say.className = "sr"; say.setAttribute("role", "status");
    box.appendChild(list); box.appendChild(say);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", list.id);
    input.setAttribute("aria-expanded", "false");

    function mark(to) {
      at = to;
      Array.prototype.forEach.call(list.children, function (li, i) {
        li.setAttribute("aria-selected", i === at ? "true" : "false");
        if (i === at) { input.setAttribute("aria-activedescendant", li.id); li.scrollIntoView({ block: "nearest" }); }
      });
      if (at < 0) input.removeAttribute("aria-activedescendant");
    }
    function close() {
      list.hidden = true; say.className = "sr"; input.setAttribute("aria-expanded", "false"); mark(-1); asked++; clearTimeout(timer);
    }
    function take(i) {
      if (!offers[i]) return;
      input.value = offers[i].label;
      // Buttons the server asked back with are answered by the words now.
      each('input[type=radio][name="' + input.name + '_pick"]', function (r) { if (r.form === form) r.checked = false; });
      close();
      input.dispatchEvent(new Event("change", { bubbles: true }));
      input.dispatchEvent(new CustomEvent("input", { bubbles: true, detail: "taken" }));
    }
    function show(found) {
      offers = found; list.textContent = "";
      found.forEach(function (one, i) {
        var li = document.createElement("li");
        li.id = list.id + i; li.setAttribute("role", "option"); li.textContent = one.label;
        if (one.why) {
          var why = document.createElement("small");
          why.textContent = " " + one.why; li.appendChild(why);
        }
        // The field keeps the focus.
        li.addEventListener("mousedown", function (e) { e.preventDefault(); });
        li.addEventListener("click", function () { take(i); });
        list.appendChild(li);
      });
      var none = found.length === 0;
      list.hidden = none; input.setAttribute("aria-expanded", none ? "false" : "true");
      say.className = none && input.value ? "offers none" : "sr";
      say.textContent = none ? (input.value ? "没有找到，换个说法" : "") : found.length + "个，按上下键选，回车取用";
      mark(none ? -1 : 0);
    }
    function ask() {
      var body = new URLSearchParams(), mine = ++asked, told = form.elements.told;
      body.set("csrf", form.elements.csrf.value);
      body.set("q", input.value);
      if (told) body.set("told", told.value);
      fetch("/desk/find/" + input.dataset.find, { method: "POST", body: body, credentials: "same-origin" })
        .then(function (r) { if (!r.ok) throw r; return r.json(); })
        .then(function (found) { if (mine === asked && document.activeElement === input) show(found); })
        // No network, no session: the words are read when the form is sent.
        .catch(function () { if (mine === asked) close(); });
    }
    // Letters an input method has not turned into Han yet count too: they are pinyin.
    input.addEventListener("input", function (e) {
      if (e.detail === "taken") return;
      clearTimeout(timer); timer = setTimeout(ask, PAUSE);
    });
    input.addEventListener("focus", function () { if (!input.value && input.dataset.find !== "unit") ask(); });
    input.addEventListener("blur", close);
    input.addEventListener("keydown", function (e) {
      // Enter and arrows belong to the input method while it composes.
      if (e.isComposing || e.keyCode === 229 || e.ctrlKey || e.altKey || e.metaKey) return;
      var open = !list.hidden;
      if (e.key === "ArrowDown" || e.key === "ArrowUp") {
        e.preventDefault();
        if (!open) { ask(); return; }
        var step = e.key === "ArrowDown" ? 1 : -1;
        mark((at + step + offers.length) % offers.length);
      } else if (e.key === "Enter" && open && at >= 0) {
        e.preventDefault(); take(at);
      } else if (e.key === "Escape" && open) {
        e.preventDefault(); e.stopPropagation(); close();
      }
    });
    // A button the server offers fills in its words, so that both say the same.
    each('input[type=radio][name="' + input.name + '_pick"]', function (r) {
      r.addEventListener("change", function () {
        if (r.form === form) input.value = r.parentNode.querySelector("span").firstChild.textContent.trim();
      });
    });
    // Words for another unit than the proposed ones choose «另选单位».
    if (input.name === "lead") {
      input.addEventListener("input", function () {
        each('input[type=radio][name="to"][value=""]', function (r) { if (r.form === form && input.value) r.checked = true; });
      });
    }
  });

  // Digits choose a proposal while the focus is among them; elsewhere they are digits.
  each(".suggest", function (group) {
    group.addEventListener("keydown", function (e) {
      if (e.isComposing || e.ctrlKey || e.altKey || e.metaKey || !/^[0-9]$/.test(e.key)) return;
      Array.prototype.forEach.call(group.querySelectorAll("kbd"), function (k) {
        var radio = k.parentNode.querySelector("input");
        if (k.textContent === e.key && radio && !radio.disabled) { e.preventDefault(); radio.checked = true; radio.focus(); }
      });
    });
  });

  // The open one of a long list is in sight.
  each(".queue [aria-current]", function (a) { a.scrollIntoView({ block: "nearest" }); });
})();
