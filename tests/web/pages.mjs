/*
 * Every page in a browser, at 1280 and 390 pixels: axe-core finds nothing,
 * nothing is wider than the screen; one incident goes from the first report to
 * closing by clicks alone; the report is filed without scripts too.
 *
 *	node pages.mjs PROGRAM [FOLDER FOR SCREENSHOTS]
 *
 * Starts its own server on a new data directory and ends it again.
 */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const axe = readFileSync(
	createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const [program, shots] = process.argv.slice(2);
const data = mkdtempSync(join(tmpdir(), "shodo-pages-"));
const PASSWORD = "shodo-demo";
let passed = 0, failed = 0, base = "";

function check(ok, what) {
	if (ok) {
		passed++;
	} else {
		failed++;
		console.log("FAILED: " + what);
	}
}

function startServer() {
	const init = spawnSync(program, ["--data", join(data, "d"), "init",
		"--demo"], { encoding: "utf8" });
	if (init.status !== 0)
		throw new Error("init: " + init.stderr);
	const p = spawn(program, ["--data", join(data, "d"), "serve", "--listen",
		"127.0.0.1:0"], { stdio: ["ignore", "pipe", "pipe"] });
	return new Promise((done, bad) => {
		let said = "";
		const hear = chunk => {
			said += chunk;
			const m = said.match(/port (\d+)/);
			if (m) {
				base = "http://127.0.0.1:" + m[1];
				done(p);
			}
		};
		p.stdout.on("data", hear);
		p.stderr.on("data", hear);
		p.on("exit", () => bad(new Error("server ended: " + said)));
	});
}

async function look(page, name) {
	for (const [width, height] of [[1280, 900], [390, 844]]) {
		await page.setViewportSize({ width, height });
		const wide = await page.evaluate(() =>
			document.documentElement.scrollWidth - innerWidth);
		check(wide <= 0, `${name} at ${width} is ${wide} px too wide`);
		if (shots)
			await page.screenshot({ fullPage: true,
				path: join(shots, `${name}-${width}.png`) });
		await page.evaluate(axe);
		const r = await page.evaluate(() => axe.run(document, {
			runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa",
				"wcag22aa", "best-practice"] }));
		for (const v of r.violations)
			for (const n of v.nodes.slice(0, 3))
				console.log(`axe ${name} ${width}: ${v.id}: ` +
					`${n.html.slice(0, 160)} ${n.failureSummary
						.replace(/\s+/g, " ").slice(0, 200)}`);
		check(r.violations.length === 0,
			`${name} at ${width}: axe finds ${r.violations.length}`);
	}
	await page.setViewportSize({ width: 1280, height: 900 });
}

async function login(page, user) {
	await page.goto(base + "/login");
	await page.fill("#f-user", user);
	await page.fill("#f-password", PASSWORD);
	await page.click("main button[type=submit]");
	await page.waitForLoadState();
}

const send = page => Promise.all([
	page.waitForNavigation(),
	page.click("main form .form-end button[type=submit]")]);

/* The report by hand, with or without scripts. Answers the code. */
async function report(page, summary) {
	await page.goto(base + "/report");
	await page.check("input[name=types][value=t1]");
	await page.fill("[name=summary]", summary);
	await page.fill("[name=occurred_at_d]", "2026-11-20");
	await page.fill("[name=known_at_d]", "2026-11-21");
	await page.check("input[name=source][value=self]");
	await page.check("input[name=personal_information][value=yes]");
	await page.fill("[name=unit]", "soumu/zeimu");
	await send(page);
	return (await page.textContent(".code")).trim();
}

async function publicPages(page) {
	for (const [path, name] of [["/", "start"], ["/report", "report"],
		["/login", "login"], ["/help", "help"], ["/manual", "manuals"],
		["/manual/gifu-1.7", "manual"], ["/manual/gifu-1.7?q=紛失", "search"],
		["/manual/gifu-1.7/differences", "differences"],
		["/nothing-here", "missing"]]) {
		await page.goto(base + path);
		await look(page, name);
	}
	await page.click("text=English");
	check(await page.getAttribute("html", "lang") === "en",
		"the language switch switches");
	await page.goto(base + "/report");
	await look(page, "report-en");
	await page.click("text=日本語");
}

async function wrongReport(page) {
	await page.goto(base + "/report");
	await page.check("input[name=source][value=outside]");
	await page.fill("[name=summary]", "住民からの電話で分かった");
	await send(page);
	check(await page.inputValue("[name=summary]") ===
		"住民からの電話で分かった", "what was typed is kept");
	check(await page.locator("[id='e-caller.contact']").count() === 1,
		"the missing contact is said at its field");
	await look(page, "report-wrong");
}

async function withoutScripts(browser) {
	const context = await browser.newContext({ javaScriptEnabled: false });
	const page = await context.newPage();
	const code = await report(page, "スクリプトなしで出した一報");

	check(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/.test(code),
		`a code without scripts: ${code}`);
	await context.close();
}

/* Opens an action's form, fills what it asks, sends it. */
async function act(page, code, action, query, values) {
	await page.goto(`${base}/incidents/${code}/act/${action}?${query}`);
	for (const [name, value] of Object.entries(values)) {
		const at = page.locator(`main [name="${name}"]`);
		const type = await at.first().getAttribute("type");
		if (type === "radio" || type === "checkbox")
			await page.check(`main [name="${name}"]` +
				(value === true ? " >> nth=0" : `[value="${value}"]`));
		else if (await at.first().evaluate(x => x.tagName) === "SELECT")
			await at.selectOption(value);
		else
			await at.first().fill(value);
	}
	await send(page);
	const said = await page.locator(".notice-error").allTextContents();
	const field = await page.locator(".error").allTextContents();
	check(said.length === 0, `${action} ${query}: ${said} ${field}`);
	return said.length === 0;
}

/* Whatever the page lists under "what still keeps it from closing". */
async function settleRest(page, code) {
	for (let round = 0; round < 200; round++) {
		await page.goto(`${base}/incidents/${code}`);
		const links = await page.$$eval("#close .missing a.do",
			as => as.map(a => a.getAttribute("href")));
		if (links.length === 0)
			return;
		for (const href of links) {
			const [, action, query] =
				href.match(/act\/([a-z.]+)\??(.*)$/);
			const values = {
				"task.done": { result: "実施した" },
				"duty.submit": { means: "持参", receipt: "受付 1" },
				"fact.state": { certainty: "confirmed" },
				"severity.judge": { "answers.1": true,
					"answers.2": "施錠して保管", "answers.3": true,
					"answers.4": "持ち出しの手続がなかった",
					level: "中", reason: "件数が少ない" },
				"decision.make": { outcome: "not",
					reason: "件数が少なく、本人に通知した" },
				"prevention.plan": { title: "持ち出しの手続を定める",
					owner: "税務課長", due_d: "2026-12-25" },
				"prevention.done": { check: "手続を確認した" },
				"persons.count": { confirmed: "50", max: "50" },
			}[action];
			if (!values) {
				check(false, "no idea how to settle " + href);
				return;
			}
			await page.goto(base + href);
			if (action === "fact.state") {
				const value = page.locator("main [name=value]").first();
				if (await value.getAttribute("type") === "radio")
					values.value = "no";
				else if (await page.locator("[name=value_d]").count())
					values.value_d = "2026-11-20";
				else
					values.value = "確認した内容";
			}
			if (await page.locator("main [name=override]").count())
				values.override = "代わりの記録がある";
			if (!await act(page, code, action, query, values))
				return;
		}
	}
	check(false, "the list before closing never ends");
}

async function wholeWay(page) {
	const started = Date.now();
	const code = await report(page, "名簿の入った USB メモリーを失くした");

	console.log(`the first report took ${Date.now() - started} ms by clicks`);
	await look(page, "receipt");
	await page.goto(`${base}/incidents/${code}`);
	await look(page, "incident-new");
	check(await page.locator("#now .todo-item").count() > 2,
		"there is something to do now");
	await act(page, code, "fact.state", "item=t1.fact.1",
		{ value: "税務課の職員", certainty: "confirmed", source: "本人から" });
	await act(page, code, "fact.state", "item=t1.fact.1",
		{ value: "税務課の職員 1 名", certainty: "confirmed" });
	await act(page, code, "persons.count", "", { confirmed: "50", max: "５０" });
	await act(page, code, "measure.take", "item=t1.firstaid.1",
		{ effect: "駅に届け出た" });
	await act(page, code, "contact.add", "",
		{ kind: "警察", name: "最寄りの警察署" });
	await act(page, code, "consult.hold", "", { with: "事務局",
		topics: "個人情報の有無\n公表の要否", minutes: "本人通知を先に行う" });
	await act(page, code, "desk.call", "",
		{ about: "自分の名前があるか", answer: "確認して折り返す" });
	await act(page, code, "note.add", "", { text: "<b>太字ではない</b> & メモ" });
	await act(page, code, "task.add", "",
		{ title: "鞄の販売元に確認", phase: "investigation" });
	await act(page, code, "finding.attach", "",
		{ tool: "inventory", result: '{"total":{"people_max":50}}' });
	await act(page, code, "task.assign", "item=step.report.1",
		{ to: "tanto", due_d: "2026-12-01" });
	await page.goto(`${base}/incidents/${code}/facts?sheet=t1`);
	await look(page, "facts");
	await page.fill('[name="v.t1.fact.2"]', "USB メモリー 1 本");
	await send(page);
	check((await page.content()).includes("USB メモリー 1 本"),
		"the sheet records an answer");
	await page.goto(`${base}/incidents/${code}/act/severity.judge`);
	await look(page, "severity");
	await page.goto(`${base}/incidents/${code}/act/task.done?item=step.report.1`);
	await send(page);
	check(await page.locator(".error").count() === 1,
		"an empty result is refused at its field");
	await look(page, "act-wrong");
	await page.goto(`${base}/incidents/${code}/act/incident.close`);
	await look(page, "close-missing");
	await page.goto(`${base}/incidents/${code}`);
	check(await page.locator("main b >> text=太字ではない").count() === 0,
		"typed markup stays text");
	await look(page, "incident");
	await page.goto(`${base}/incidents/${code}/timeline`);
	await look(page, "timeline");
	await settleRest(page, code);
	await act(page, code, "incident.close", "",
		{ summary: "回収し、本人に通知した。再発防止の手続を定めた。" });
	await page.goto(`${base}/incidents/${code}`);
	await look(page, "incident-closed");
	check((await page.textContent(".tags")).includes("終結"),
		"the incident is closed");
}

async function board(page) {
	await page.goto(base + "/incidents");
	await look(page, "board");
	await page.fill("#f-q", "該当なしの言葉");
	await page.click(".filter button");
	await page.waitForSelector(".empty");
	await look(page, "board-empty");
	await page.goto(base + "/users");
	await look(page, "users");
	await page.goto(base + "/token");
	await look(page, "token");
}

async function main() {
	if (shots)
		mkdirSync(shots, { recursive: true });
	const server = await startServer();
	const browser = await chromium.launchPersistentContext(
		join(data, "profile"), {
			executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
			headless: true, locale: "ja-JP",
			args: ["--no-sandbox", "--disable-gpu", "--disable-quic",
				"--no-first-run", "--disable-background-networking",
				"--disable-component-update", "--disable-sync"] });
	try {
		const page = await browser.newPage();
		page.on("console", m => {
			if (m.type() === "error" && !/404|422|409|403/.test(m.text()))
				check(false, "console: " + m.text());
		});
		page.on("pageerror", e => check(false, "script: " + e.message));
		page.on("dialog", d => d.accept());
		page.on("request", r => check(r.url().startsWith(base),
			"something outside was asked for: " + r.url()));
		await publicPages(page);
		await wrongReport(page);
		await withoutScripts(browser.browser() ??
			{ newContext: o => chromium.launch({
				executablePath: process.env.CHROMIUM ??
					"/usr/bin/chromium",
				args: ["--no-sandbox", "--disable-gpu"] })
				.then(b => b.newContext(o)) });
		await login(page, "jimukyoku");
		await board(page);
		await wholeWay(page);
	} finally {
		await browser.close();
		server.removeAllListeners("exit");
		const ended = new Promise(r => server.on("exit", r));
		server.kill("SIGTERM");
		check(await ended === 0, "the server ends in order");
		rmSync(data, { recursive: true, force: true });
	}
}

try {
	await main();
} catch (e) {
	failed++;
	console.log("FAILED: " + e.stack);
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
