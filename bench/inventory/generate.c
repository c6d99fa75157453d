/*
 * bench/inventory/generate - a register of invented people as a municipality
 * exports it, as fast as it can be written: generate SEED ROWS > FILE. UTF-8,
 * thirteen columns; what it holds goes to stderr as JSON. Not part of the
 * program. Nobody in here exists; mail is under example.*.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t state;

/* splitmix64 */
static uint64_t draw(uint64_t below)
{
	uint64_t z = (state += 0x9E3779B97F4A7C15U);

	z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9U;
	z = (z ^ z >> 27) * 0x94D049BB133111EBU;
	return (z ^ z >> 31) % below;
}

#define PICK(list) (list)[draw(sizeof(list) / sizeof((list)[0]))]

static const char *const family[][2] = {{"佐藤", "サトウ"},
    {"鈴木", "スズキ"}, {"高橋", "タカハシ"}, {"田中", "タナカ"},
    {"伊藤", "イトウ"}, {"渡辺", "ワタナベ"}, {"山本", "ヤマモト"},
    {"中村", "ナカムラ"}, {"小林", "コバヤシ"}, {"加藤", "カトウ"},
    {"佐々木", "ササキ"}, {"長谷川", "ハセガワ"}, {"林", "ハヤシ"},
    {"棚橋", "タナハシ"}, {"各務", "カガミ"}, {"土岐", "トキ"}};
static const char *const given[][2] = {{"太郎", "タロウ"},
    {"花子", "ハナコ"}, {"健太", "ケンタ"}, {"陽子", "ヨウコ"},
    {"翔太", "ショウタ"}, {"大輔", "ダイスケ"}, {"恵子", "ケイコ"},
    {"直樹", "ナオキ"}, {"由美", "ユミ"}, {"明美", "アケミ"},
    {"誠", "マコト"}, {"真由美", "マユミ"}, {"結衣", "ユイ"},
    {"和夫", "カズオ"}, {"節子", "セツコ"}, {"千尋", "チヒロ"}};
static const struct {
	const char *city, *town[3], *zip[3];
} places[] = {
    {"岐阜県岐阜市", {"薮田南", "本荘中ノ町", "司町"},
        {"500-8384", "500-8364", "500-8076"}},
    {"岐阜県大垣市", {"丸の内", "江崎町", "久瀬川町"},
        {"503-0888", "503-0838", "503-0974"}},
    {"愛知県名古屋市中区", {"三の丸", "錦", "丸の内"},
        {"460-0001", "460-0003", "460-0002"}},
    {"神奈川県横浜市西区", {"高島", "平沼", "浅間町"},
        {"220-0011", "220-0023", "220-0072"}},
};
static const char *const remarks[] = {"", "", "", "窓口で受付済み",
    "要連絡（平日の午前中）", "転入", "世帯主に送付"};

static void my_number(char *d)
{
	static const int weight[] = {6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2};
	int sum = 0;

	for (int i = 0; i < 11; i++) {
		int v = (int)draw(10);
		d[i] = (char)('0' + v);
		sum += weight[i] * v;
	}
	d[11] = (char)('0' + (sum % 11 <= 1 ? 0 : 11 - sum % 11));
}

static void card(char *d)
{
	int sum = 0;

	for (int i = 0; i < 15; i++) {
		int v = i == 0 ? 4 : (int)draw(10);
		d[i] = (char)('0' + v);
		v = i % 2 ? v : 2 * v;
		sum += v > 9 ? v - 9 : v;
	}
	d[15] = (char)('0' + (10 - sum % 10) % 10);
}

/* Days are 1 to 28, and no era begins inside a year that is drawn for it. */
static void birth(void)
{
	uint64_t how = draw(100);
	int m = 1 + (int)draw(12), d = 1 + (int)draw(28);
	int y = 1930 + (int)draw(90);

	if (how < 40)
		printf("%d/%02d/%02d", y, m, d);
	else if (how < 55)
		printf("%d年%d月%d日", y, m, d);
	else if (how < 85) {
		static const struct {
			const char *name;
			int from, n;
		} eras[] = {{"昭和", 2, 62}, {"平成", 2, 29}, {"令和", 2, 4}};
		size_t e = (size_t)draw(3);
		int in = eras[e].from + (int)draw((uint64_t)eras[e].n);
		if (e == 2 && in == 2)
			printf("令和元年%d月%d日", 5 + m % 8, d);
		else
			printf("%s%d年%d月%d日", eras[e].name, in, m, d);
	} else
		printf("S%02d.%02d.%02d", 2 + (int)draw(61), m, d);
}

static void phone(void)
{
	unsigned a = (unsigned)draw(10000), b = 9900 + (unsigned)draw(100);

	if (draw(10) < 6)
		printf("0%c0-%04u-%04u", "789"[draw(3)], a, b);
	else
		printf("058-%03u-%04u", 200 + a % 99, b);
}

static void row(uint64_t i, uint64_t *cards)
{
	size_t f = (size_t)draw(16), g = (size_t)draw(16), p = (size_t)draw(4);
	size_t t = (size_t)draw(3);
	char n[17] = {0}, c[17] = {0};

	my_number(n);
	card(c);
	printf("%u,%s　%s,%s　%s,", 10000000 + (unsigned)i, family[f][0],
	    given[g][0], family[f][1], given[g][1]);
	birth();
	printf(",%s,〒%s,%s%s%u-%u-%u,", draw(2) ? "男" : "女",
	    places[p].zip[t], places[p].city, places[p].town[t],
	    1 + (unsigned)draw(9), 1 + (unsigned)draw(30),
	    1 + (unsigned)draw(40));
	phone();
	printf(",p%u.%u@example.%s,", (unsigned)i, (unsigned)draw(1000000),
	    draw(2) ? "jp" : "ne.jp");
	printf(draw(2) ? "%.4s-%.4s-%.4s," : "%.4s%.4s%.4s,", n, n + 4, n + 8);
	if (draw(10) < 3) {
		++*cards;
		printf(draw(2) ? "%.4s-%.4s-%.4s-%.4s" : "%.4s%.4s%.4s%.4s", c,
		    c + 4, c + 8, c + 12);
	}
	printf(",普通 %07u,%s\r\n", 1000000 + (unsigned)draw(8999999),
	    PICK(remarks));
}

int main(int argc, char **argv)
{
	uint64_t cards = 0;

	if (argc != 3)
		return 2;
	state = strtoull(argv[1], NULL, 10);
	uint64_t rows = strtoull(argv[2], NULL, 10);
	setvbuf(stdout, NULL, _IOFBF, 1 << 20);
	puts("整理番号,氏名,フリガナ,生年月日,性別,郵便番号,住所,電話番号,"
	     "メールアドレス,個人番号,カード番号,口座番号,備考\r");
	for (uint64_t i = 0; i < rows; i++)
		row(i, &cards);
	fprintf(stderr, "{\"people\": %llu, \"card\": %llu}\n",
	    (unsigned long long)rows, (unsigned long long)cards);
	return fflush(stdout) != 0 || ferror(stdout) != 0;
}
