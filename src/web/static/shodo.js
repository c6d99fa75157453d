/*
 * Comforts only; every page works without this file. Warns before typed text
 * is lost, counts characters against the limit, asks once before closing,
 * shows how far a file or an inquiry is.
 */
"use strict";
(function () {
	var ja = document.documentElement.lang === "ja";
	var changed = false;

	function guard(form) {
		form.addEventListener("input", function () { changed = true; });
		form.addEventListener("submit", function (e) {
			if (e.defaultPrevented) return;
			changed = false;
			var b = form.querySelector("button[type=submit]");
			if (b) setTimeout(function () { b.disabled = true; }, 0);
		});
	}

	function bytes(n) {
		return n < 1e7 ? Math.round(n / 1e3) + " KB" :
			n < 1e10 ? (n / 1e6).toFixed(1) + " MB" :
				(n / 1e9).toFixed(1) + " GB";
	}

	/* A form with files: shows how much is sent, and lets one stop. */
	function upload(form) {
		var box = form.querySelector(".upload");
		var bar = box.querySelector("progress");
		var note = box.querySelector(".upload-done");
		var end = form.querySelector(".form-end");
		var said = box.querySelector("[role=status]");
		var text = said.textContent;
		var stale = false; /* the login that the form was made for is over */

		/* The token of the new login, if there is one. */
		function renew(then) {
			fetch(form.action, { credentials: "same-origin" })
				.then(function (r) { return r.text(); })
				.then(function (html) {
					var page = new DOMParser().parseFromString(
						html, "text/html");
					var now = page.querySelector(
						"form[data-upload] [name=token]");
					if (now) form.querySelector("[name=token]").value =
						now.value;
				})
				.catch(function () { /* the sending says it */ })
				.then(then);
		}
		function tell(what) {
			said.textContent = what;
			box.classList.add("upload-bad");
			box.querySelector("button").hidden = true;
			end.hidden = false;
		}
		function answer(xhr) {
			var page = new DOMParser().parseFromString(
				xhr.responseText, "text/html");
			var main = page.querySelector("main");
			if (!main) {
				tell(xhr.responseText.slice(0, 300));
				return;
			}
			if (!main.querySelector("form[data-upload]")) {
				/* not this form again: keep what was typed and chosen */
				var why = main.querySelector("[role=alert]") || main;
				tell(why.textContent.trim() + (xhr.status !== 403 ? "" :
					ja ? " 別のタブでログインし直してから、ここでもう一度" +
						"送れます。入れたものは残っています。" :
						" Log in again in another tab, then send again " +
						"here; what you entered is kept."));
				stale = true;
				return;
			}
			document.querySelector("main").replaceWith(main);
			start(main);
			var bad = main.querySelector("[role=alert]");
			if (bad) {
				bad.tabIndex = -1;
				bad.focus();
			}
		}
		form.addEventListener("submit", function (e) {
			var size = 0, max = 0;
			form.querySelectorAll("input[type=file]").forEach(function (f) {
				Array.from(f.files).forEach(function (x) { size += x.size; });
				max = Math.max(max, Number(f.dataset.maxBytes || 0));
			});
			if (size === 0) return; /* an ordinary form */
			e.preventDefault();
			box.hidden = false;
			box.classList.remove("upload-bad");
			if (max && size > max) {
				tell(ja ? "選んだファイルは " + bytes(size) +
					" あり、一度に送れる " + bytes(max) +
					" を超えています。分けて送ってください。" :
					"The files have " + bytes(size) + ", more than the " +
					bytes(max) + " that can be sent at once.");
				return;
			}
			said.textContent = text;
			end.hidden = true;
			box.querySelector("button").hidden = false;
			var xhr = new XMLHttpRequest();
			box.querySelector("button").onclick = function () {
				xhr.abort();
			};
			xhr.upload.onprogress = function (p) {
				bar.value = 100 * p.loaded / p.total;
				note.textContent = bytes(p.loaded) + " / " + bytes(p.total);
			};
			xhr.onload = function () {
				if (xhr.status >= 300) {
					answer(xhr);
					return;
				}
				changed = false;
				location.href = xhr.responseURL;
			};
			xhr.onabort = function () {
				tell(ja ? "送信をやめました。途中までのものは消えています。" :
					"Stopped; what was sent is gone.");
			};
			xhr.onerror = function () {
				tell(ja ? "送信が途中で切れました。途中までのものは消えて" +
					"います。通信を確かめて、もう一度送ってください。" :
					"The sending broke off; what was sent is gone. " +
					"Check the network and send again.");
			};
			if (stale) renew(send);
			else send();
			function send() {
				xhr.open("POST", form.action);
				xhr.send(new FormData(form));
			}
		});
	}

	/* How far an inquiry is; the page turns into the result at its end. */
	function follow(box) {
		var bar = box.querySelector("progress");
		var done = box.querySelector(".inquiry-done");
		var left = box.querySelector(".inquiry-left");
		var was = box.dataset.state;
		var said = box.querySelector("[role=status]");
		var text = said.textContent;
		var first = null;
		/* By how fast it went since this page looked first. */
		function remaining(q) {
			var now = Date.now();
			first = first || { at: now, done: q.done_bytes };
			var rate = (q.done_bytes - first.done) / (now - first.at);
			if (!(rate > 0) || now - first.at < 5000) return "";
			var s = (q.total_bytes - q.done_bytes) / rate / 1000;
			var n = s < 90 ? Math.ceil(s / 10) * 10 : Math.ceil(s / 60);
			return ja ? "　残りおよそ " + n + (s < 90 ? " 秒" : " 分") :
				", about " + n + (s < 90 ? " s" : " min") + " left";
		}
		function look() {
			fetch(box.dataset.inquiry, { credentials: "same-origin" })
				.then(function (r) {
					if (!r.ok) throw r;
					return r.json();
				})
				.then(function (q) {
					if (q.state === "done" || q.state === "failed" ||
						was !== q.state) {
						location.reload();
						return;
					}
					if (q.total_bytes)
						bar.value = 100 * q.done_bytes / q.total_bytes;
					if (said.textContent !== text)
						said.textContent = text;
					done.textContent = bytes(q.done_bytes);
					left.textContent = remaining(q);
					setTimeout(look, 1000);
				})
				.catch(function (r) {
					if (r instanceof Response) {
						location.reload();
						return;
					}
					said.textContent = ja ?
						"サーバーとつながりません。つながると、続きを示します。" :
						"The server does not answer; this goes on when it does.";
					left.textContent = "";
					setTimeout(look, 5000);
				});
		}
		setTimeout(look, 500);
	}

	window.addEventListener("beforeunload", function (e) {
		if (changed) e.preventDefault();
	});
	window.addEventListener("pageshow", function () {
		document.querySelectorAll("button[disabled]").forEach(function (b) {
			b.disabled = false;
		});
	});

	function count(t) {
		var max = Number(t.dataset.max);
		var note = document.createElement("p");
		note.className = "left";
		t.after(note);
		function show() {
			var n = Array.from(t.value).length;
			note.textContent = n < max * 0.8 ? "" :
				(ja ? "あと " + (max - n) + " 文字" :
				 (max - n) + " characters left");
		}
		t.addEventListener("input", show);
		show();
	}

	function start(root) {
		root.querySelectorAll("form[data-upload]").forEach(upload);
		root.querySelectorAll("form[data-guard]").forEach(guard);
		root.querySelectorAll("[data-inquiry]").forEach(follow);
		root.querySelectorAll("textarea[data-max]").forEach(count);
	}
	start(document);

	var bad = document.querySelector("[aria-invalid=true]");
	if (bad) bad.focus();
})();
