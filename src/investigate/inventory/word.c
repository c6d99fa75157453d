/*
 * inventory/word - looking up the words of heads.def and the words near a
 * finding. Pure. The scanner and the table reader call it.
 */
#include "investigate/inventory/word.h"

#include "investigate/inventory/care.h"

static const struct {
	struct str word; /* in small letters */
	struct head head;
} heads[] = {
#define HEAD(word, role, kind, self) \
	{STR_INIT(word), {role, KIND_##kind, self}},
#include "investigate/inventory/heads.def"
#undef HEAD
};

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

/* The head without blanks, line ends and what stands in brackets behind it. */
static struct str plain_head(struct str cell, char *out, size_t cap)
{
	size_t n = 0;

	for (size_t i = 0; i < cell.n && n < cap; i++) {
		char c = cell.p[i];
		if (c == '(' && n > 0)
			break;
		if (c != ' ' && c != '\n' && c != '\r' && c != '\t' &&
		    c != '*' && c != '"')
			out[n++] = lower(c);
	}
	return (struct str){out, n};
}

static bool head_matches(struct str head, struct str word)
{
	return word.p[0] == '=' ? str_eq(head, str_from(word, 1))
	                        : str_find(head, word) >= 0;
}

/*
 * The threes of bytes in a head, as a set. A word whose first three are missing
 * is not in it; most heads are none, and few words get further.
 */
struct threes {
	uint64_t bit[4];
};

static unsigned three(const char *p)
{
	unsigned all = (unsigned char)p[0] | (unsigned)(unsigned char)p[1] << 8 |
	               (unsigned)(unsigned char)p[2] << 16;

	return all * 2654435769U >> 24;
}

static struct threes threes_of(struct str head)
{
	struct threes t = {{0}};

	for (size_t i = 0; i + 3 <= head.n; i++) {
		unsigned k = three(head.p + i);
		t.bit[k / 64] |= UINT64_C(1) << k % 64;
	}
	return t;
}

static bool may_have(const struct threes *t, struct str word)
{
	size_t from = word.p[0] == '=';

	if (word.n < from + 3)
		return true;
	unsigned k = three(word.p + from);
	return t->bit[k / 64] >> k % 64 & 1;
}

struct head word_head(struct str cell)
{
	char room[96];
	struct str head = plain_head(cell, room, sizeof(room));

	struct head care = {.role = ROLE_CARE, .self = true};

	if (head.n == 0 || cell.n > 90)
		return (struct head){0};
	if (care_head(head, &care.kind))
		return care;
	struct threes t = threes_of(head);
	for (size_t i = 0; i < COUNT_OF(heads); i++)
		if (may_have(&t, heads[i].word) &&
		    head_matches(head, heads[i].word))
			return heads[i].head;
	return (struct head){0};
}

bool word_japanese(struct str s)
{
	uint64_t all = 0, eight;
	size_t i = 0;

	for (; i + 8 <= s.n; i += 8) {
		memcpy(&eight, s.p + i, 8);
		all |= eight;
	}
	for (; i < s.n; i++)
		all |= (unsigned char)s.p[i];
	return (all & UINT64_C(0x8080808080808080)) != 0;
}

/* In short text a letter is found faster than memmem() prepares itself. */
static bool has_ascii(struct str text, struct str word)
{
	const char *p = text.p, *end = text.p + text.n;

	while ((p = memchr(p, word.p[0], (size_t)(end - p)))) {
		if ((size_t)(end - p) < word.n)
			return false;
		if (memcmp(p, word.p, word.n) == 0)
			return true;
		p++;
	}
	return false;
}

static bool any_of(struct str text, const char *const *words)
{
	if (text.n == 0)
		return false;
	bool high = word_japanese(text);
	for (; *words; words++) {
		struct str w = str_of(*words);
		bool ascii = (unsigned char)w.p[0] < 0x80;
		if (ascii ? has_ascii(text, w) : high && str_find(text, w) >= 0)
			return true;
	}
	return false;
}

bool word_near(enum kind k, struct str before)
{
	static const char *const words[KIND_COUNT_][13] = {
	    [KIND_MY_NUMBER] = {"個人番号", "マイナンバー", "mynumber",
	        "my_number", "MyNumber", "My Number", "MY NUMBER", "特定個人"},
	    [KIND_CORPORATE_NUMBER] = {"法人番号", "corporate_number",
	        "corporateNumber", "Corporate Number"},
	    [KIND_PHONE] = {"電話", "電 話", "TEL", "Tel", "tel", "携帯", "連絡先", "FAX",
	        "Fax", "fax", "phone", "Phone", "℡"},
	    [KIND_EMAIL] = {"メール", "mail", "Mail", "To:", "Cc:", "宛先"},
	    [KIND_POSTAL_CODE] = {"〒", "郵便番号", "住所", "zip", "postal",
	        "所在地", "Zip", "Postal"},
	    [KIND_BIRTH_DATE] = {"生年月日", "誕生", "生まれ", "birth", "Birth",
	        "BIRTH", "出生", "DOB", "BDAY"},
	    [KIND_CARD] = {"カード", "クレジット", "card", "Card", "VISA", "Visa",
	        "JCB", "Master", "CARD", "AMEX"},
	    [KIND_BANK_ACCOUNT] = {"普通", "当座", "貯蓄", "口座", "支店",
	        "振込", "ゆうちょ", "預金"},
	    [KIND_PENSION_NUMBER] = {"年金", "pension", "Pension"},
	    [KIND_DRIVING_LICENCE] = {"免許", "licence", "license", "Licence",
	        "License"},
	    [KIND_HEALTH_INSURANCE] = {"保険者番号", "被保険者", "保険証",
	        "記号番号", "資格確認", "受給者番号", "負担者番号"},
	    [KIND_PASSPORT] = {"旅券", "パスポート", "passport", "Passport",
	        "PASSPORT"},
	    [KIND_RESIDENT_CODE] = {"住民票コード", "住民票CD", "住民コード"},
	    [KIND_RESIDENCE_CARD] = {"在留", "residence card", "Residence Card"},
	    [KIND_ADDRESS] = {"住所", "居所", "本籍", "address", "Address"},
	    [KIND_NAME] = {"氏名", "名前", "世帯主", "保護者", "名義", "宛名",
	        "担当"},
	};

	return any_of(before, words[k]);
}

unsigned word_says(struct str label)
{
	unsigned says = 0;

	for (unsigned k = 0; label.n > 0 && k < KIND_COUNT_; k++)
		says |= (unsigned)word_near((enum kind)k, label) << k;
	return says;
}

bool word_against(struct str before, struct str after)
{
	static const char *const words[] = {"注文", "伝票", "商品", "品番", "型番",
	    "型式", "JAN", "ISBN", "管理番号", "請求番号", "シリアル", "serial",
	    "Serial", "order", "追跡", "製造番号", "問合せ番号", NULL};
	static const char *const units[] = {"円", "件", "個", "年", "人", "千",
	    "万", "億", "%", "枚", "台", "㎡"};

	for (size_t i = 0; after.n > 0 && i < COUNT_OF(units); i++)
		if (after.p[0] == units[i][0] &&
		    str_starts(after, str_of(units[i])))
			return true;
	return any_of(before, words);
}

size_t word_prefecture(struct str text)
{
	static const char names[] =
	    "北海道青森県岩手県宮城県秋田県山形県福島県茨城県栃木県群馬県"
	    "埼玉県千葉県東京都新潟県富山県石川県福井県山梨県長野県"
	    "岐阜県静岡県愛知県三重県滋賀県京都府大阪府兵庫県奈良県鳥取県"
	    "島根県岡山県広島県山口県徳島県香川県愛媛県高知県福岡県佐賀県"
	    "長崎県熊本県大分県宮崎県沖縄県";

	if (str_starts(text, STR("神奈川県")) ||
	    str_starts(text, STR("和歌山県")) ||
	    str_starts(text, STR("鹿児島県")))
		return 12;
	for (size_t i = 0; text.n >= 9 && i < sizeof(names) - 1; i += 9)
		if (memcmp(text.p, names + i, 9) == 0)
			return 9;
	return 0;
}
