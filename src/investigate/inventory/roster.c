/*
 * inventory/roster - looking names and kanji up in the tables. Pure.
 */
#include "investigate/inventory/roster.h"

#include <uchar.h>

#include "base/auto.h"

enum { FIRST = 0x4E00, LAST = 0x9FFF, REPEAT = 0x3005, LONGEST = 4 };

/* The letter of three bytes at p. */
static unsigned letter(const char *p)
{
	const unsigned char *b = (const unsigned char *)p;

	return (b[0] & 15U) << 12 | (b[1] & 63U) << 6 | (b[2] & 63U);
}

/* The same; 0 when it is no kanji of the tables. */
static unsigned kanji(const char *p)
{
	unsigned c = letter(p);

	return (unsigned char)*p >= 0xE0 &&
	               ((c >= FIRST && c <= LAST) || c == REPEAT)
	           ? c
	           : 0;
}

/* Its number in the tables. */
static unsigned number(unsigned c)
{
	return c == 0        ? 0
	       : c == REPEAT ? roster_letter[LAST - FIRST + 1]
	                     : roster_letter[c - FIRST];
}

/* 德, 﨑: names keep old forms that the dictionary does not have. In order. */
static unsigned usual_form(unsigned c)
{
	static const struct {
		char32_t old, usual;
	} forms[] = {
	    {U'來', U'来'}, {U'兒', U'児'}, {U'冨', U'富'}, {U'凜', U'凛'},
	    {U'參', U'参'}, {U'國', U'国'}, {U'圓', U'円'}, {U'團', U'団'},
	    {U'圡', U'土'}, {U'埜', U'野'}, {U'堯', U'尭'}, {U'增', U'増'},
	    {U'壽', U'寿'}, {U'實', U'実'}, {U'寬', U'寛'}, {U'峯', U'峰'},
	    {U'嶋', U'島'}, {U'嶌', U'島'}, {U'嶽', U'岳'}, {U'巖', U'巌'},
	    {U'廣', U'広'}, {U'彌', U'弥'}, {U'德', U'徳'}, {U'惠', U'恵'},
	    {U'敎', U'教'}, {U'數', U'数'}, {U'昻', U'昂'}, {U'曉', U'暁'},
	    {U'曻', U'昇'}, {U'會', U'会'}, {U'栁', U'柳'}, {U'桒', U'桑'},
	    {U'條', U'条'}, {U'榮', U'栄'}, {U'槇', U'槙'}, {U'橫', U'横'},
	    {U'櫻', U'桜'}, {U'淸', U'清'}, {U'淺', U'浅'}, {U'溪', U'渓'},
	    {U'澁', U'渋'}, {U'澤', U'沢'}, {U'濱', U'浜'}, {U'濵', U'浜'},
	    {U'瀧', U'滝'}, {U'瀨', U'瀬'}, {U'當', U'当'}, {U'眞', U'真'},
	    {U'禮', U'礼'}, {U'稻', U'稲'}, {U'穗', U'穂'}, {U'籔', U'薮'},
	    {U'緖', U'緒'}, {U'與', U'与'}, {U'舘', U'館'}, {U'舩', U'船'},
	    {U'莊', U'荘'}, {U'萬', U'万'}, {U'薗', U'園'}, {U'藏', U'蔵'},
	    {U'豐', U'豊'}, {U'逹', U'達'}, {U'遙', U'遥'}, {U'邉', U'辺'},
	    {U'邊', U'辺'}, {U'郞', U'郎'}, {U'鄕', U'郷'}, {U'鐵', U'鉄'},
	    {U'關', U'関'}, {U'靜', U'静'}, {U'髙', U'高'}, {U'鹽', U'塩'},
	    {U'黑', U'黒'}, {U'齊', U'斉'}, {U'齋', U'斎'}, {U'龜', U'亀'},
	    {U'\uFA10', U'塚'}, {U'\uFA11', U'崎'}, {U'\uFA12', U'晴'},
	    {U'\uFA15', U'凞'}, {U'\uFA16', U'猪'}, {U'\uFA17', U'益'},
	    {U'\uFA18', U'礼'}, {U'\uFA19', U'神'}, {U'\uFA1A', U'祥'},
	    {U'\uFA1B', U'福'}, {U'\uFA1C', U'靖'}, {U'\uFA1D', U'精'},
	    {U'\uFA1E', U'羽'}, {U'\uFA20', U'蘒'}, {U'\uFA22', U'諸'},
	    {U'\uFA25', U'逸'}, {U'\uFA26', U'都'}, {U'\uFA2A', U'飯'},
	    {U'\uFA2B', U'飼'}, {U'\uFA2C', U'館'}, {U'\uFA2D', U'鶴'},
	    {U'\uFA2E', U'郞'}, {U'\uFA2F', U'隷'}, {U'\uFA30', U'侮'},
	    {U'\uFA31', U'僧'}, {U'\uFA32', U'免'}, {U'\uFA33', U'勉'},
	    {U'\uFA34', U'勤'}, {U'\uFA35', U'卑'}, {U'\uFA36', U'喝'},
	    {U'\uFA37', U'嘆'}, {U'\uFA38', U'器'}, {U'\uFA39', U'塀'},
	    {U'\uFA3A', U'墨'}, {U'\uFA3B', U'層'}, {U'\uFA3C', U'屮'},
	    {U'\uFA3D', U'悔'}, {U'\uFA3E', U'慨'}, {U'\uFA3F', U'憎'},
	    {U'\uFA40', U'懲'}, {U'\uFA41', U'敏'}, {U'\uFA42', U'既'},
	    {U'\uFA43', U'暑'}, {U'\uFA44', U'梅'}, {U'\uFA45', U'海'},
	    {U'\uFA46', U'渚'}, {U'\uFA47', U'漢'}, {U'\uFA48', U'煮'},
	    {U'\uFA49', U'爫'}, {U'\uFA4A', U'琢'}, {U'\uFA4B', U'碑'},
	    {U'\uFA4C', U'社'}, {U'\uFA4D', U'祉'}, {U'\uFA4E', U'祈'},
	    {U'\uFA4F', U'祐'}, {U'\uFA50', U'祖'}, {U'\uFA51', U'祝'},
	    {U'\uFA52', U'禍'}, {U'\uFA53', U'禎'}, {U'\uFA54', U'穀'},
	    {U'\uFA55', U'突'}, {U'\uFA56', U'節'}, {U'\uFA57', U'練'},
	    {U'\uFA58', U'縉'}, {U'\uFA59', U'繁'}, {U'\uFA5A', U'署'},
	    {U'\uFA5B', U'者'}, {U'\uFA5C', U'臭'}, {U'\uFA5D', U'艹'},
	    {U'\uFA5E', U'艹'}, {U'\uFA5F', U'著'}, {U'\uFA60', U'褐'},
	    {U'\uFA61', U'視'}, {U'\uFA62', U'謁'}, {U'\uFA63', U'謹'},
	    {U'\uFA64', U'賓'}, {U'\uFA65', U'贈'}, {U'\uFA66', U'辶'},
	    {U'\uFA67', U'逸'}, {U'\uFA68', U'難'}, {U'\uFA69', U'響'},
	    {U'\uFA6A', U'頻'}};
	size_t low = 0, high = COUNT_OF(forms);

	while (low < high) {
		size_t mid = (low + high) / 2;
		if (forms[mid].old == c)
			return forms[mid].usual;
		if (forms[mid].old < c)
			low = mid + 1;
		else
			high = mid;
	}
	return 0;
}

static const signed char *scores(const char *p)
{
	unsigned n = number(kanji(p));

	if (n == 0 && (unsigned char)*p >= 0xE4)
		n = number(usual_form(letter(p)));
	return roster_score[n].at;
}

static bool pair_listed(struct str s, const struct roster_words *w)
{
	unsigned a = number(kanji(s.p)), b = kanji(s.p + 3);

	if (a == 0)
		return false;
	for (unsigned low = w->start[a], high = w->start[a + 1]; low < high;) {
		unsigned mid = (low + high) / 2;
		if (w->second[mid] == b)
			return true;
		if (w->second[mid] < b)
			low = mid + 1;
		else
			high = mid;
	}
	return false;
}

static bool listed(struct str s, const struct roster_words *w)
{
	uint64_t word = 0;
	unsigned low = 0, high = w->n_whole;

	if (s.n == 6)
		return pair_listed(s, w);
	if (s.n != 9 && s.n != 12)
		return false;
	for (size_t i = 0; i < LONGEST; i++)
		word = word << 16 | (3 * i < s.n ? kanji(s.p + 3 * i) : 0);
	while (low < high) {
		unsigned mid = (low + high) / 2;
		if (w->whole[mid] < word)
			low = mid + 1;
		else
			high = mid;
	}
	return low < w->n_whole && w->whole[low] == word;
}

bool roster_is_usual(uint32_t c)
{
	return c == REPEAT || (c >= FIRST && c <= LAST && number(c) > 0);
}

bool roster_is_family(struct str s)
{
	return listed(s, &roster_family);
}

bool roster_is_noun(struct str s)
{
	return listed(s, &roster_noun);
}

bool roster_is_place(struct str s)
{
	return listed(s, &roster_place);
}

/* First, middle and last; names of three are rarer than those of two. */
static int sum(struct str s, int first)
{
	int v = scores(s.p)[first] + scores(s.p + s.n - 3)[first + 2];

	if (s.n == 9)
		v += scores(s.p + 3)[first + 1] - 6;
	return v;
}

int roster_family_score(struct str s)
{
	return s.n == 6 || s.n == 9 ? sum(s, ROSTER_FAMILY) : ROSTER_NEVER;
}

int roster_given_score(struct str s)
{
	if (s.n == 3)
		return scores(s.p)[ROSTER_ALONE] - 4;
	return s.n == 6 || s.n == 9 ? sum(s, ROSTER_GIVEN) : ROSTER_NEVER;
}

int roster_ends_given(const char *p)
{
	return scores(p)[ROSTER_GIVEN + 2];
}

int roster_is_given(const char *p)
{
	return scores(p)[ROSTER_ALONE];
}

int roster_begins_given(const char *p)
{
	return scores(p)[ROSTER_GIVEN];
}
