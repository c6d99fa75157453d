/*
 * core/duty - situations as a secretariat meets them, and what is owed then:
 * the manual's conditions per type, the law's numbers and its days.
 */
#include "base/test.h"

#include "core/duty.h"

/* ---- an incident out of one line of words ---- */

struct scene {
	struct arena a;
	struct incident inc;
	struct fact facts[16];
	struct decision decisions[4];
	struct submission submissions[8];
};

static void scene_end(struct scene *s)
{
	arena_end(&s->a);
}

static int64_t at(const char *text)
{
	int64_t t = 0;
	enum time_precision p;

	ck_assert_msg(time_parse(str_of(text), &t, &p), "%s", text);
	return t;
}

/* name=value is confirmed, name~value estimated, name?value uncertain. */
static void scene_fact(struct scene *s, struct str name, char mark,
    struct str value)
{
	struct fact *f = &s->facts[s->inc.facts_n++];

	if (str_is(name, "pi"))
		f->item = STR("report.personal_information");
	else
		f->item = arena_printf(&s->a, "law.%.*s", STR_ARG(name));
	f->value = value;
	f->certainty = mark == '=' ? CERTAINTY_CONFIRMED
	    : mark == '~'          ? CERTAINTY_ESTIMATED
	                           : CERTAINTY_UNKNOWN;
}

static void scene_submit(struct scene *s, struct str duty, bool waived)
{
	s->submissions[s->inc.submissions_n++] = (struct submission){
	    .duty = duty,
	    .waived = waived,
	    .at = at("2026-12-01T09:00"),
	};
}

static bool scene_pair(struct scene *s, struct str name, struct str value)
{
	if (str_is(name, "known"))
		s->inc.known_at = at(arena_str(&s->a, value).p);
	else if (str_is(name, "opened"))
		s->inc.opened_at = at(arena_str(&s->a, value).p);
	else if (str_is(name, "max"))
		return str_parse_int(value, &s->inc.persons_max);
	else if (str_is(name, "sure"))
		return str_parse_int(value, &s->inc.persons_confirmed);
	else if (str_is(name, "pub"))
		s->decisions[s->inc.decisions_n++] = (struct decision){
		    .what = STR("publication"), .outcome = value};
	else if (str_is(name, "done"))
		scene_submit(s, value, false);
	else if (str_is(name, "waive"))
		scene_submit(s, value, true);
	else
		return false;
	return true;
}

static void scene_word(struct scene *s, struct str word)
{
	enum incident_type t;

	for (int p = 0; p < PARTY_COUNT_; p++)
		if (str_starts(str_of(party_word((enum party)p)), word)) {
			s->inc.party = (enum party)p;
			return;
		}
	if (incident_type_parse(word, &t)) {
		s->inc.types |= 1u << t;
		return;
	}
	for (size_t i = 1; i < word.n; i++) {
		if (!memchr("=~?", word.p[i], 3))
			continue;
		struct str name = str_slice(word, 0, i);
		struct str value = str_from(word, i + 1);

		if (!scene_pair(s, name, value))
			scene_fact(s, name, word.p[i], value);
		return;
	}
	ck_abort_msg("not understood: %.*s", STR_ARG(word));
}

static void scene_set(struct scene *s, const char *words)
{
	struct str rest = str_of(words), word;

	s->inc = (struct incident){
	    .persons_max = -1,
	    .persons_confirmed = -1,
	    .opened_at = at("2026-11-24T09:00"),
	    .facts = s->facts,
	    .decisions = s->decisions,
	    .submissions = s->submissions,
	};
	while (str_cut(&rest, ' ', &word))
		if (word.n)
			scene_word(s, word);
}

static const struct rules *packs(struct arena *a)
{
	const struct rules_source *files;
	const struct rules *r = NULL;
	struct err e = {0};
	size_t n = rules_embedded(&files);

	ck_ok(rules_load(a, files, n, &r, &e), &e);
	return r;
}

static struct duty_list derived(struct scene *s, const char *words)
{
	scene_set(s, words);
	return duty_derive(
	    &s->a, &s->inc, packs(&s->a), at("2026-11-24T10:00"));
}

/* "2026-11-25" of an instant that is the last second of that day, or "". */
static const char *day_text(struct arena *a, int64_t t)
{
	if (t == 0)
		return "";
	struct time_civil c = time_civil_jst(t);

	ck_assert_int_eq(c.hour * 3600 + c.minute * 60 + c.second, 86399);
	return arena_printf(a, "%04d-%02d-%02d", c.year, c.month, c.day).p;
}

/* ---- the table ---- */

struct situation {
	const char *words, *duty;
	const char *state; /* a state, "unsure" (open), or "none": no pack */
	const char *target, *limit;
};

static void check_all(const struct situation *t, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		AUTO(scene_end) struct scene s = {0};
		struct duty_list l = derived(&s, t[i].words);
		const struct duty *d = duty_find(&l, str_of(t[i].duty));
		const char *state = !d ? "none"
		    : d->unsure        ? "unsure"
		                       : duty_state_word(d->state);

		ck_assert_msg(strcmp(state, t[i].state) == 0,
		    "%s: %s is %s, not %s: %s", t[i].words, t[i].duty, state,
		    t[i].state, d ? d->why_en.p : "");
		if (!d)
			continue;
		ck_assert_msg(d->why_ja.n && d->why_en.n, "%s", t[i].words);
		if (t[i].target)
			ck_assert_str_eq(
			    day_text(&s.a, d->working_target), t[i].target);
		if (t[i].limit)
			ck_assert_str_eq(day_text(&s.a, d->limit), t[i].limit);
	}
}

#define PRE "appi.ppc.preliminary"
#define FIN "appi.ppc.final"
#define MPRE "mynumber.ppc.preliminary"
#define MFIN "mynumber.ppc.final"
#define ALLNO                                                                \
	" special_care=no ordinance_special_care=no property_damage=no "     \
	"wrongful_purpose=no my_number=no "

TEST(days_are_counted_as_the_guideline_counts_them)
{
	static const struct situation T[] = {
	    /* the worked examples: a holiday Monday, and a New Year */
	    {"t2 muni known=2026-11-23T10:00 pi=yes special_care=yes "
	     "wrongful_purpose=no",
	        PRE, "open", "2026-11-25", "2026-11-27"},
	    {"t2 muni known=2026-11-23T10:00 pi=yes special_care=yes "
	     "wrongful_purpose=no",
	        FIN, "open", "2026-12-22", "2026-12-22"},
	    {"t6 muni known=2026-11-23 pi=yes wrongful_purpose=yes", FIN,
	        "open", "2027-01-21", "2027-01-21"},
	    {"t2 muni known=2026-12-01 pi=yes special_care=yes "
	     "wrongful_purpose=no",
	        FIN, "open", "2026-12-30", "2027-01-04"},
	    /* the last second of a day is still that day, the next is not */
	    {"t2 known=2026-11-23T23:59:59+09:00 pi=yes special_care=yes", PRE,
	        "open", "2026-11-25", "2026-11-27"},
	    {"t2 known=2026-11-23T15:00:00Z pi=yes special_care=yes", PRE,
	        "open", "2026-11-26", "2026-11-28"},
	    /* five days do not roll: a Sunday stays a Sunday */
	    {"t2 known=2026-11-25 pi=yes special_care=yes", PRE, "open",
	        "2026-11-27", "2026-11-29"},
	    /* day 30 on a Saturday, day 60 on a holiday */
	    {"t2 known=2026-11-20 pi=yes special_care=yes "
	     "wrongful_purpose=no",
	        FIN, "open", "2026-12-19", "2026-12-21"},
	    {"t6 known=2026-11-13 pi=yes wrongful_purpose=yes", FIN, "open",
	        "2027-01-11", "2027-01-12"},
	    /* not said when it became known: the day of the report counts */
	    {"t2 opened=2026-11-23T10:00 pi=yes special_care=yes", PRE, "open",
	        "2026-11-25", "2026-11-27"},
	    /* 30 days as long as the purpose is not known, 60 if it is so */
	    {"t1 known=2026-11-23 pi=yes special_care=yes", FIN, "open",
	        "2026-12-22", "2026-12-22"},
	    {"t1 known=2026-11-23 pi=yes wrongful_purpose~yes", FIN, "open",
	        "2027-01-21", "2027-01-21"},
	    {"t6 known=2026-11-23 my_number=yes wrongful_purpose=yes", MFIN,
	        "open", "2027-01-21", "2027-01-21"},
	    {"t2 known=2026-11-23 my_number=yes wrongful_purpose=no", MFIN,
	        "open", "2026-12-22", "2026-12-22"},
	    {"t2 known=2026-11-23 my_number=yes wrongful_purpose=no", MPRE,
	        "open", "2026-11-25", "2026-11-27"},
	    /* the law and the manual say promptly: no date */
	    {"t2 known=2026-11-23 pi=yes special_care=yes", "appi.persons",
	        "open", "", ""},
	    {"t2 known=2026-11-23", "manual.mic", "open", "", ""},
	};

	check_all(T, COUNT_OF(T));
}
END

TEST(kashima_december_2024)
{
#define KASHIMA                                                              \
	"t2 municipality known=2024-12-05T17:30 pi=yes sure=1780 max=1780"   \
	" special_care=no ordinance_special_care=no property_damage=no"      \
	" wrongful_purpose=no my_number=no pub=publish "
	static const struct situation T[] = {
	    {KASHIMA, "manual.secretariat", "open", "", ""},
	    {KASHIMA, "manual.mic", "open", "", ""},
	    {KASHIMA, "manual.persons", "open", "", ""},
	    {KASHIMA, "manual.press", "open", "", ""},
	    {KASHIMA, "manual.police", "not_due", "", ""},
	    {KASHIMA, PRE, "open", "2024-12-07", "2024-12-09"},
	    {KASHIMA, FIN, "open", "2025-01-03", "2025-01-06"},
	    {KASHIMA, "appi.persons", "open", "", ""},
	    {KASHIMA, MPRE, "not_due", "", ""},
	    {KASHIMA, "common.ransomware", "none", "", ""},
	};

	check_all(T, COUNT_OF(T));
}
END

TEST(numbers_and_kinds_make_it_reportable)
{
	static const struct situation T[] = {
	    {"t2 pi=yes sure=100 max=100" ALLNO, PRE, "not_due", "", ""},
	    {"t2 pi=yes sure=101 max=101" ALLNO, PRE, "open", 0, 0},
	    {"t2 muni pi=yes sure=101 max=101" ALLNO, FIN, "open", 0, 0},
	    {"t2 muni pi=yes sure=100 max=100" ALLNO, "appi.persons",
	        "not_due", "", ""},
	    /* related bodies: more than 1,000, and no ordinance */
	    {"t2 rel pi=yes sure=1000 max=1000" ALLNO, PRE, "not_due", 0, 0},
	    {"t2 rel pi=yes sure=1001 max=1001" ALLNO, PRE, "open", 0, 0},
	    {"t2 rel pi=yes max=5 special_care=no property_damage=no "
	     "wrongful_purpose=no ordinance_special_care=yes my_number=no",
	        PRE, "not_due", 0, 0},
	    /* as long as it is not known, the maximum counts */
	    {"t2 pi=yes max=100" ALLNO, PRE, "not_due", 0, 0},
	    {"t2 pi=yes max=101" ALLNO, PRE, "unsure", 0, 0},
	    {"t2 pi=yes sure=3 max=5000" ALLNO, PRE, "unsure", 0, 0},
	    {"t2 pi=yes" ALLNO, PRE, "unsure", 0, 0},
	    {"t2 rel pi=yes max=1001" ALLNO, PRE, "unsure", 0, 0},
	    /* from one person on */
	    {"t2 pi=yes max=1 special_care=yes", PRE, "open", 0, 0},
	    {"t2 pi=yes max=1 property_damage=yes", PRE, "open", 0, 0},
	    {"t2 pi=yes max=1 wrongful_purpose=yes", PRE, "open", 0, 0},
	    {"t2 pi=yes max=1 ordinance_special_care=yes", PRE, "open", 0, 0},
	    {"t2 rel pi=yes max=1 special_care=yes", PRE, "open", 0, 0},
	    {"t2 max=1 special_care=yes", PRE, "open", 0, 0},
	    /* suspicion is enough; not answered is possible */
	    {"t2 pi=yes max=1 special_care~yes", PRE, "open", 0, 0},
	    {"t2 pi=yes max=1", PRE, "unsure", 0, 0},
	    {"t2 pi=unknown", PRE, "unsure", 0, 0},
	    {"t2", FIN, "unsure", 0, 0},
	    {"t2 pi=yes max=1 special_care=unknown ordinance_special_care=no "
	     "property_damage=no wrongful_purpose=no",
	        PRE, "unsure", 0, 0},
	    {"t2 pi=yes max=1 special_care?no ordinance_special_care=no "
	     "property_damage=no wrongful_purpose=no",
	        PRE, "unsure", 0, 0},
	    /* no personal information, no report */
	    {"t2 pi=no max=5000", PRE, "not_due", 0, 0},
	    {"t2 pi~no", FIN, "not_due", 0, 0},
	    {"t5 pi=no", "appi.persons", "not_due", 0, 0},
	};

	check_all(T, COUNT_OF(T));
}
END

TEST(recovered_or_encrypted_is_no_leak)
{
	static const struct situation T[] = {
	    {"t1 pi=yes special_care=yes strong_encryption=yes", PRE,
	        "not_due", 0, 0},
	    {"t1 pi=yes special_care=yes strong_encryption=yes", FIN,
	        "not_due", 0, 0},
	    {"t1 pi=yes special_care=yes recovered_unread=yes", "appi.persons",
	        "not_due", 0, 0},
	    {"t2 pi=yes sure=500 max=500 recovered_unread=yes", PRE, "not_due",
	        0, 0},
	    /* only a confirmed claim counts, and no or unknown changes nothing */
	    {"t1 pi=yes special_care=yes strong_encryption~yes", PRE, "open",
	        0, 0},
	    {"t1 pi=yes special_care=yes strong_encryption=no", PRE, "open", 0,
	        0},
	    {"t1 pi=yes special_care=yes recovered_unread=unknown", PRE,
	        "open", 0, 0},
	    /* My Number: a wrongful purpose counts without a leak */
	    {"t1 my_number=yes recovered_unread=yes wrongful_purpose=no", MPRE,
	        "not_due", 0, 0},
	    {"t3 my_number=yes recovered_unread=yes wrongful_purpose=yes",
	        MPRE, "open", 0, 0},
	    {"t1 my_number=yes strong_encryption=yes", MPRE, "unsure", 0, 0},
	};

	check_all(T, COUNT_OF(T));
}
END

TEST(my_number_counts_from_one_person)
{
	static const struct situation T[] = {
	    {"t2 muni pi=yes my_number=yes max=1", MPRE, "open", 0, 0},
	    {"t2 muni pi=yes my_number=yes max=1", "mynumber.persons", "open",
	        0, 0},
	    {"t2 muni pi=yes my_number=no", MPRE, "not_due", 0, 0},
	    {"t2 muni pi=yes", MPRE, "unsure", 0, 0},
	    {"t2 muni", MFIN, "unsure", 0, 0},
	    {"t2 muni pi=no", MFIN, "not_due", 0, 0},
	};

	check_all(T, COUNT_OF(T));
}
END

TEST(the_manual_by_type)
{
	static const struct situation T[] = {
	    /* first report, governor, ministry: whatever happened */
	    {"t1", "manual.secretariat", "open", "", ""},
	    {"other", "manual.secretariat", "open", "", ""},
	    {"t4", "manual.governor", "open", "", ""},
	    {"t1", "manual.mic", "open", "", ""},
	    {"t2", "manual.mic", "open", "", ""},
	    {"t3", "manual.mic", "open", "", ""},
	    {"t4", "manual.mic", "open", "", ""},
	    {"t5", "manual.mic", "open", "", ""},
	    {"t6", "manual.mic", "open", "", ""},
	    {"other", "manual.mic", "open", "", ""},
	    /* police */
	    {"t1", "manual.police", "open", 0, 0},
	    {"t2", "manual.police", "not_due", 0, 0},
	    {"t2 wrongful_purpose=yes", "manual.police", "open", 0, 0},
	    {"t3", "manual.police", "unsure", 0, 0},
	    {"t3 wrongful_purpose=yes", "manual.police", "open", 0, 0},
	    {"t3 wrongful_purpose=no", "manual.police", "not_due", 0, 0},
	    {"t4", "manual.police", "unsure", 0, 0},
	    {"t5 wrongful_purpose=no", "manual.police", "not_due", 0, 0},
	    {"t5 wrongful_purpose=yes", "manual.police", "open", 0, 0},
	    {"t6 wrongful_purpose=no", "manual.police", "open", 0, 0},
	    {"t2 t6", "manual.police", "open", 0, 0},
	    {"", "manual.police", "unsure", 0, 0},
	    /* persons: personal information, in 3-1 and 3-2 with a risk */
	    {"t1 pi=yes", "manual.persons", "open", "", ""},
	    {"t1 pi=no", "manual.persons", "not_due", 0, 0},
	    {"t1", "manual.persons", "unsure", 0, 0},
	    {"t1 pi=yes recovered_unread=yes", "manual.persons", "not_due", 0,
	        0},
	    {"t2 pi=yes strong_encryption=yes", "manual.persons", "not_due", 0,
	        0},
	    {"t2 pi=yes recovered_unread~yes", "manual.persons", "open", 0, 0},
	    {"t3 pi=yes", "manual.persons", "open", 0, 0},
	    {"t3 pi=yes recovered_unread=yes", "manual.persons", "open", 0, 0},
	    {"t1 t3 pi=yes recovered_unread=yes", "manual.persons", "open", 0,
	        0},
	    {"t4 pi=yes", "manual.persons", "open", 0, 0},
	    {"t5 pi=yes", "manual.persons", "open", 0, 0},
	    {"t6 pi=unknown", "manual.persons", "unsure", 0, 0},
	    {"other pi=yes", "manual.persons", "open", 0, 0},
	    /* press: only once it is decided, and that is a decision of its own */
	    {"t1", "manual.press", "not_due", "", ""},
	    {"t1 pub=publish", "manual.press", "open", "", ""},
	    {"t3 pub=not", "manual.press", "not_due", 0, 0},
	    {"t4 pub=later", "manual.press", "not_due", 0, 0},
	    {"t4 pub=later pub=publish", "manual.press", "open", 0, 0},
	    {"t4 pub=later pi=yes", "manual.persons", "open", 0, 0},
	    {"t6 pub=publish pub=not", "manual.press", "not_due", 0, 0},
	};

	check_all(T, COUNT_OF(T));
}
END

TEST(only_the_law_of_that_day)
{
	static const struct situation T[] = {
	    {"t2 known=2023-03-31T23:00 pi=yes max=500", PRE, "none", 0, 0},
	    {"t2 known=2023-04-01T00:00 pi=yes sure=500 max=500", PRE, "open",
	        0, 0},
	    {"t2 known=2023-03-31T16:00:00Z pi=yes sure=500 max=500", PRE,
	        "open", 0, 0},
	    {"t5 known=2025-09-30", "common.ransomware", "none", 0, 0},
	    {"t5 known=2025-10-01", "common.ransomware", "unsure", 0, 0},
	    {"t5 known=2025-10-01 ransomware=yes", "common.ransomware", "open",
	        0, 0},
	    {"t5 ransomware=no", "common.ransomware", "not_due", 0, 0},
	    {"t6", "common.ransomware", "not_due", 0, 0},
	    {"t6 ransomware=yes", "common.ransomware", "open", 0, 0},
	    {"other ddos=yes", "common.ddos", "open", 0, 0},
	    {"other", "common.ddos", "not_due", 0, 0},
	    {"t6 known=2026-09-30 cyber_attack=yes", "common.cyber", "none", 0,
	        0},
	    {"t6 known=2026-10-01 cyber_attack=yes", "common.cyber", "open", 0,
	        0},
	    /* the manual holds on every day; the report's day where none said */
	    {"t1 known=2010-01-01", "manual.mic", "open", 0, 0},
	    {"t2 opened=2023-03-31", PRE, "none", 0, 0},
	};

	check_all(T, COUNT_OF(T));
}
END

TEST(what_was_handed_in_or_waived)
{
#define DUE "t2 pi=yes special_care=yes "
	static const struct situation T[] = {
	    {DUE "done=" PRE, PRE, "submitted", 0, 0},
	    {DUE "done=" PRE, FIN, "open", 0, 0},
	    {DUE "done=" FIN, FIN, "submitted", 0, 0},
	    /* a final report makes the preliminary one pointless */
	    {DUE "done=" FIN, PRE, "submitted", 0, 0},
	    {DUE "waive=" FIN, PRE, "open", 0, 0},
	    {DUE "waive=" PRE, PRE, "waived", 0, 0},
	    {DUE "waive=" PRE " done=" PRE, PRE, "submitted", 0, 0},
	    {DUE "done=manual.persons", "appi.persons", "open", 0, 0},
	    /* the facts come before a waiver, a hand-in before the facts */
	    {"t2 pi=no waive=" PRE, PRE, "not_due", 0, 0},
	    {"t2 pi=no done=" PRE, PRE, "submitted", 0, 0},
	    {"t2 waive=manual.mic", "manual.mic", "waived", 0, 0},
	    /* a waiver of a doubtful duty ends the doubt */
	    {"t3 waive=manual.police", "manual.police", "waived", 0, 0},
	};

	check_all(T, COUNT_OF(T));
}
END

/* ---- words ---- */

TEST(a_reason_names_the_facts)
{
	static const struct {
		const char *words, *duty, *ja, *en;
	} T[] = {
	    {"t2 pi=yes special_care=yes", PRE,
	        "次の事実により必要です。（個人情報が含まれるか：はい、"
	        "要配慮個人情報が含まれるか：はい）",
	        "Needed because of these facts. (personal information "
	        "involved: yes; special-care personal information involved: "
	        "yes)"},
	    {"t2 pi=yes sure=101 max=200" ALLNO, PRE,
	        "本人の数：確認済101人（100人を超える）",
	        "persons concerned: 101 confirmed (more than 100)"},
	    {"t2 pi=yes max=100" ALLNO, PRE,
	        "本人の数：最大100人（100人以下）",
	        "persons concerned: up to 100 (not more than 100)"},
	    {"t2 pi=yes" ALLNO, PRE,
	        "分からないことがある間は、必要なものとして扱います。"
	        "（本人の数：不明（100人を超えることがあり得る））",
	        "Taken as needed while something is unknown. (persons "
	        "concerned: unknown (may be more than 100))"},
	    {"t1 pi=yes special_care=yes recovered_unread=yes", PRE,
	        "除外に当たるので不要です。（第三者に見られないうちに全て"
	        "回収したか：はい）",
	        "Not needed: an exception applies. (all recovered before any "
	        "third party saw it: yes)"},
	    {"t1 my_number=yes strong_encryption=yes", MPRE,
	        "不正の目的をもって行われたおそれがあるか：未回答",
	        "possibly done with a wrongful purpose: not answered"},
	    {"t2 pi~no", PRE,
	        "今の事実では不要です。（個人情報が含まれるか：いいえ（推定）",
	        "Not needed on the facts as they stand. (personal information "
	        "involved: no (estimated)"},
	    {"t6", "manual.police", "事故の種類：不正アクセス",
	        "type of incident: "},
	    {"t2", "manual.press", "公表の判断：まだ決めていない",
	        "decision on publication: not decided yet"},
	    {"t2 pub=later", "manual.press",
	        "公表の判断：時期を見て改めて判断",
	        "decision on publication: later"},
	    {"t2", "manual.mic", "事故であれば必ず必要です。",
	        "Needed in every incident."},
	};

	for (size_t i = 0; i < COUNT_OF(T); i++) {
		AUTO(scene_end) struct scene s = {0};
		struct duty_list l = derived(&s, T[i].words);
		const struct duty *d = duty_find(&l, str_of(T[i].duty));

		ck_assert_msg(str_find(d->why_ja, str_of(T[i].ja)) >= 0,
		    "%s: %s", T[i].words, d->why_ja.p);
		ck_assert_msg(str_find(d->why_en, str_of(T[i].en)) >= 0,
		    "%s: %s", T[i].words, d->why_en.p);
	}
}
END

TEST(recipient_item_and_law_follow_party_and_type)
{
	AUTO(scene_end) struct scene s = {0}, m = {0}, r = {0};
	struct duty_list l = derived(&s, "t1 pi=yes special_care=yes");

	ck_str(duty_find(&l, STR("manual.governor"))->recipient, "知事・副知事");
	ck_str(duty_find(&l, STR("manual.police"))->item, "t1.first.2");
	ck_str(duty_find(&l, STR("manual.persons"))->item, "t1.notify.1");
	ck_str(duty_find(&l, STR("manual.mic"))->item, "step.notify.6.submit");
	ck_assert_int_ge(
	    str_find(duty_find(&l, STR(PRE))->law, STR("第68条")), 0);

	l = derived(&m, "municipality t6");
	ck_str(duty_find(&l, STR("manual.governor"))->recipient,
	    "市町村長・副市町村長");
	ck_str(duty_find(&l, STR("manual.governor"))->item,
	    "x.step.notify.1.own");
	ck_str(duty_find(&l, STR("manual.persons"))->item, "t6.notify.1.2");

	l = derived(&r, "related t2 pi=yes special_care=yes");
	ck_assert_int_ge(
	    str_find(duty_find(&l, STR(PRE))->law, STR("第26条")), 0);
}
END

TEST(the_counting_rule_is_named_and_said)
{
	AUTO(scene_end) struct scene s = {0};
	struct duty_list l =
	    derived(&s, "t2 known=2026-12-01T08:15 pi=yes special_care=yes");
	const struct duty *d = duty_find(&l, STR(FIN));

	ck_str(d->rule, "ppc-day1-inclusive");
	ck_assert_int_ge(str_find(d->rule_ja, STR("30日目")), 0);
	ck_assert_int_ge(str_find(d->rule_en, STR("day 30")), 0);
	ck_assert_int_eq(d->from, at("2026-12-01T08:15"));
	ck_str(duty_find(&l, STR("manual.mic"))->rule, "promptly");
}
END

TEST(duties_come_once_and_in_order)
{
	AUTO(scene_end) struct scene s = {0};
	struct duty_list l = derived(&s, "t5");

	ck_str(l.items[0].id, "manual.secretariat");
	ck_str(l.items[l.n - 1].id, "common.cyber");
	for (size_t i = 0; i < l.n; i++)
		for (size_t k = 0; k < i; k++)
			ck_assert(!str_eq(l.items[i].id, l.items[k].id));
	ck_assert_ptr_null(duty_find(&l, STR("no.such")));
}
END

TEST_MAIN("duty", days_are_counted_as_the_guideline_counts_them,
    kashima_december_2024, numbers_and_kinds_make_it_reportable,
    recovered_or_encrypted_is_no_leak, my_number_counts_from_one_person,
    the_manual_by_type, only_the_law_of_that_day,
    what_was_handed_in_or_waived, a_reason_names_the_facts,
    recipient_item_and_law_follow_party_and_type,
    the_counting_rule_is_named_and_said, duties_come_once_and_in_order)
