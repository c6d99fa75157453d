/*
 * inventory/name_part - the characters that family and given names are made
 * of, for names that are on no list. Pure. Only prose.c and name.c call it.
 */
#include "investigate/inventory/name_part.h"

#include "investigate/inventory/name.h"

/* Is the character at p one of these (three bytes each, in byte order)? */
static uint32_t code_at(const char *p)
{
	return (uint32_t)(unsigned char)p[0] << 16 |
	       (uint32_t)(unsigned char)p[1] << 8 | (unsigned char)p[2];
}

static bool among(const char *p, const char *set, size_t bytes)
{
	size_t low = 0, high = bytes / 3;
	uint32_t want = code_at(p);

	while (low < high) {
		size_t mid = (low + high) / 2;
		uint32_t code = code_at(set + 3 * mid);
		if (code == want)
			return true;
		if (code < want)
			low = mid + 1;
		else
			high = mid;
	}
	return false;
}

#define AMONG(p, set) among(p, set, sizeof(set) - 1)

/* What a family name of two characters begins with, … */
static const char family_first[] =
    "三上下並中丸丹久乗亀二五井京今仙仲伊住佐保俣俵倉"
    "児入八内冬刈初別前加勝北千升半南原及友古右吉名向"
    "和国國園土坂坪垂城堀堤塚塩増夏多大天太奥姫守安官"
    "室宮富寺小尾山岡岩岸峠峰島嶋川工市平広庄廣後御徳"
    "德志恩恵成戸所扇手押持指斉斎新日早星春是時曽月望"
    "木末本杉村東松林染柳柴栗根桂桑桜梁梅梶棚森植椿楠"
    "楢榊榎樋横樫橋橘櫛櫻武歳殿水永江池沢河沼泊波津浅"
    "浜浦海深淵清渋渡湊湯溝滑滝潟潮澤濱瀧瀬熊片牧犬玉"
    "珠田町畑白百的益直相眞真矢石砂神福種稲立竹笹篠米"
    "細結綿繁織羽肘能脇臼舘舟船芝花苅若茂草荒荻菅菊菱"
    "萩落葉蓮藤虎衣袖西角諸谷豊赤越車辰辻近速逢逸遠郡"
    "酒里重野金鈴鍋鎌長門間関阿隈霞青須風館駒高髙鬼鮫"
    "鳥鶴鷲鷹鷺鹿黒齊齋龍";

/* … and ends with. 本, 部, 内, 上, 場, 間, 名 and the like are left out: they
 * end too many ordinary words (資本, 全部, 会場, 期間). */
static const char family_last[] =
    "井倉原坂垣城堀塚宮寺尾屋山岡峰島崎嶋川庭戸木杉村"
    "条松林柳栄栖栗根條梨森橋永江池沢河沼津浜浦淵渕澤"
    "濱瀨瀬田磯窪竹笠羽脇菅葉藤谷賀越辺邉邊野飼馬﨑";

/* What a given name of two characters begins with, … */
static const char given_first[] =
    "一七万丈三乃久之亀二五亜京亮仁代令伊伸佐佑佳侑俊"
    "保信修倫健優元充光克八六典冬凌凛凪利則剛創力加助"
    "努勇勉勝匠十千卓博友可史右司吾周和咲哲啓喜嘉四國"
    "園圭基堅士壮壽夏多夢大天太奈奏孝学守安宏宗宜宝実"
    "宥容寅富寛實寿将尋崇左巧帆希常幸幹広康廉廣建弘弥"
    "彌彩彬彰律徹心志忠怜恒恭恵悟悠惠惣愛慎慶憲成拓操"
    "政敏敬文斌早旭昇昌明星映春昭晃景晴智暁暖暢月有朋"
    "望朝未朱杏松柊柚栄桂桃桜梅梨楓榮樹次歌正武歩永汐"
    "江沙治法波泰洋津流浩海涼淑淳清渉渚温湊満源準潤照"
    "玄玲理琉琳琴瑛瑞瑠璃由男登百盛直眞真知研碧礼祐祥"
    "福秀秋稔穂空竜章竹節糸紀紅純紗紬経結絢絵絹綾総繁"
    "織美義翔耀聖聡育舞航良花芳芽若英茂茜莉菊菜萌葉葵"
    "蒼蓉蓮藤蘭虎行衛衣裕規詠詩誠諒謙護豊豪貞貴賀賢輝"
    "進道達遼邦郁郷里重鈴阿陽隆雄雅雪霞霧露靖静順顕颯"
    "香高鶴麗麻龍";

/* … what given names end with, … */
static const char given_last[] =
    "一三世乃久之也二亮人仁介代伸佑佳依俊保信修健優元"
    "充光児兵冬凛利則剛加助勇勝博友史司吉吾和咲哉哲嗣"
    "嘉四圀國基士壱壽夏多夢大太夫奈子孝守宏実宣實寿尚"
    "己巳帆希平幸広康弐弘弥彦彬律徳德徹心忍志忠恵悟悠"
    "惠愛憲成捷敏文斗旭昇昌明春昭晃晴智暁月朋朗朱枝栄"
    "栞桜楓榮樹次正武歩永江沙治泉泰洋津浩海淳清渚湊満"
    "滋潤澄玲珠理琉瑛瑞瑠璃生由男登百盛眞真矢矩砂祐秋"
    "稔穂穣空章笑範篤紀純紗紬経結絵綾緒緖繁織美義羽翔"
    "翼聖聡育良芙花芳芽英茂莉菜華葉葵蒼蓮蔵薫蘭行衛衣"
    "裕規親詩誠護谷豊豪貴賛賢路輔輝進遊道那郁郎都里重"
    "陸陽隆雄雅雪霞音順颯香馬鶴麻";

/* … those of three characters, … */
static const char given_last_of_three[] =
    "乃人介代佳助吾咲太夫奈子実希平弥彦恵惠枝江理生穂"
    "紀織美良花莉菜華蔵衛衣輔郎里香";

/* … and characters that are one by themselves. */
static const char given_alone[] =
    "亮仁保信修健優充光克公円凛凪剛功努勇勉勝勲博厚司"
    "和哲喜孝学守宏実寛尚巌巧幸広康弘弥彩彰律徳徹心忍"
    "志忠恒恭恵悟悠愛愼慎成操敏敦文新旭昇明映昭晃晋晴"
    "智暁暖朗望朱杏栄栞桜梓梢楓樹正武歩毅洋浩淳清渚温"
    "湊満滋潤澄瀬燿玲琢瑛瑞登皓盛直眞真睦瞭瞳碧祐秀稔"
    "稜穣竜章篤純紘紫紬結絢綾緑翔翠翼聖聡肇舞良芳茂茜"
    "葵蒼蓮薫蘭衛裕覚訓詩誠諒諭譲護豊豪賢輝進逸道達遥"
    "遼郁醇里鉄錬鎮開陸陽隆雅雪静響順颯香馨駿鮎麗龍";

bool name_like_family(struct str s)
{
	if (s.n < 3)
		return false;
	if (name_family(s) == s.n)
		return true;
	return s.n == 6 && AMONG(s.p, family_first) && AMONG(s.p + 3, family_last);
}

bool name_like_given(struct str s)
{
	switch (s.n) {
	case 3:
		return AMONG(s.p, given_alone);
	case 6:
		return AMONG(s.p, given_first) && AMONG(s.p + 3, given_last);
	case 9:
		return AMONG(s.p + 6, given_last_of_three) &&
		       (AMONG(s.p, given_first) || AMONG(s.p + 3, given_first));
	default:
		return false;
	}
}

bool name_ends_given(struct str s)
{
	return s.n >= 3 && AMONG(s.p + s.n - 3, given_last);
}

bool name_begins_given(struct str s)
{
	return s.n == 6 && AMONG(s.p, given_first);
}

size_t name_split(struct str s)
{
	size_t family = name_family(s);

	if (family > 0 && name_like_given(str_from(s, family)))
		return family;
	for (size_t n = 6; n <= 9 && n < s.n; n += 3)
		if (name_like_family(str_slice(s, 0, n)) &&
		    name_like_given(str_from(s, n)))
			return n;
	return 0;
}
